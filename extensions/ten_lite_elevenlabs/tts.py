"""``elevenlabs_tts``: speaks with a voice of ElevenLabs, over the transport that is configured."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ten_lite.kinds.voice import VoiceExtension
from ten_lite.runtime import Resource
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig

if TYPE_CHECKING:
    from ten_lite.runtime.instance import Instance

__all__ = ["ElevenLabsTts"]

TRANSPORTS = {
    "websocket": ("ten_lite_elevenlabs.websocket_tts", "WebSocketTts"),
    "http": ("ten_lite_elevenlabs.http_tts", "HttpTts"),
}


class ElevenLabsTts(VoiceExtension[ElevenLabsTtsConfig]):
    """What both transports have in common; an instance is of the one that is configured."""

    voice_property: ClassVar[str] = "voice_id"

    def __new__(cls, instance: Instance, config: ElevenLabsTtsConfig) -> ElevenLabsTts:
        """One of the transport that ``config`` names."""
        return super().__new__(_transport(config) if cls is ElevenLabsTts else cls)

    @classmethod
    def resources(cls, config: ElevenLabsTtsConfig) -> Mapping[str, Resource[Any]]:
        """What the transport shares between sessions."""
        return _transport(config).shared(config)

    @classmethod
    def shared(cls, config: ElevenLabsTtsConfig) -> Mapping[str, Resource[Any]]:
        """See ``resources``."""
        return {}

    async def configure(self) -> None:
        """Take the rate of the sound."""
        self.voice_rate_hz = self.output_rate_hz = self.config.sample_rate_hz
        self.lead_s = self.config.lead_s


def _transport(config: ElevenLabsTtsConfig) -> type[ElevenLabsTts]:
    module, name = TRANSPORTS[config.transport]
    found: type[ElevenLabsTts] = getattr(importlib.import_module(module), name)
    return found
