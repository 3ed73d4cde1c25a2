"""How code gets in: addon specs, the plugin hooks, and discovery by name."""

from ten_lite.addons.base_url import is_loopback, provider_url, websocket_url
from ten_lite.addons.dump import DumpConfig
from ten_lite.addons.extra_params import QueryValue, query_pairs, without_own
from ten_lite.addons.hookspecs import hookimpl
from ten_lite.addons.pcm_format import PcmFormat, as_it_came
from ten_lite.addons.pins import SPEECH_EVENTS, STT_INPUTS, VOICE_INPUTS, VOICE_OUTPUTS
from ten_lite.addons.registry import AddonRegistry, BrokenAddon
from ten_lite.addons.spec import PORTABLE, AddonConfig, AddonKind, AddonSpec
from ten_lite.addons.streaming_stt import StreamingSttConfig
from ten_lite.deprecation import Deprecation
from ten_lite.entry_points import ALIAS_GROUP, COMMAND_GROUP, ENTRY_POINT_GROUP

__all__ = [
    "ALIAS_GROUP",
    "COMMAND_GROUP",
    "ENTRY_POINT_GROUP",
    "PORTABLE",
    "SPEECH_EVENTS",
    "STT_INPUTS",
    "VOICE_INPUTS",
    "VOICE_OUTPUTS",
    "AddonConfig",
    "AddonKind",
    "AddonRegistry",
    "AddonSpec",
    "BrokenAddon",
    "Deprecation",
    "DumpConfig",
    "PcmFormat",
    "QueryValue",
    "StreamingSttConfig",
    "as_it_came",
    "hookimpl",
    "is_loopback",
    "provider_url",
    "query_pairs",
    "websocket_url",
    "without_own",
]
