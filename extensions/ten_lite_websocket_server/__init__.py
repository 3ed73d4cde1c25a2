"""``websocket_server``: clients talk to the graph over a WebSocket."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, PcmFormat, hookimpl
from ten_lite.messages import (
    ErrorMessage,
    Interrupt,
    NodeMetrics,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TurnMetrics,
    UserJoined,
    UserLeft,
)
from ten_lite_websocket_server.config import WebsocketServerConfig

__all__ = ["WEBSOCKET_SERVER"]

WEBSOCKET_SERVER = AddonSpec(
    name="websocket_server",
    kind="transport",
    description="Sound and text to and from clients, as JSON over a WebSocket.",
    factory="ten_lite_websocket_server.extension:WebsocketClient",
    server="ten_lite_websocket_server.server:WebsocketServer",
    inputs=(
        PcmFrame,
        TextData,
        TtsFlush,
        TtsPause,
        TtsAudioStart,
        TtsAudioEnd,
        ErrorMessage,
        TurnMetrics,
        NodeMetrics,
    ),
    outputs=(PcmFrame, TextData, SessionConfig, PlaybackPosition, Interrupt, UserJoined, UserLeft),
    config=WebsocketServerConfig,
    renamed={"sample_rate": "sample_rate_hz", "dump": "", "dump_path": "", "dump_max_bytes": ""},
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (config.channels,)),
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [WEBSOCKET_SERVER]
