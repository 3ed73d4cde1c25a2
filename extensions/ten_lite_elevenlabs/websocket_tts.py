"""A voice that is fed an answer as it comes, in contexts of one WebSocket."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from ten_lite.errors import ProviderError
from ten_lite.kinds.tts_stream import StreamingTtsExtension
from ten_lite_elevenlabs.speaking import SpeakingContext
from ten_lite_elevenlabs.tts import ElevenLabsTts
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig
from ten_lite_elevenlabs.voice_line import VoiceLine

__all__ = ["WebSocketTts"]


class WebSocketTts(ElevenLabsTts, StreamingTtsExtension[ElevenLabsTtsConfig]):
    """Keeps one WebSocket for the session, with a context for each answer.

    A voice, or a language, that the client asks for holds from the next answer on: the WebSocket
    is bound to it.
    """

    vendor = "elevenlabs"

    async def configure(self) -> None:
        """Take limits from the properties."""
        await super().configure()
        config = self.config
        self.retries = config.retries
        self.stall_timeout_s = max(config.first_byte_timeout_s, config.gap_timeout_s)
        self._line = VoiceLine(self.spawn, self._refused)

    async def start(self) -> None:
        """Connect, without holding up the session."""
        self._line.prepare(self.config)

    def adjust(self, config: ElevenLabsTtsConfig) -> None:
        """Connect for the next answer."""
        self._line.prepare(config)

    @contextlib.asynccontextmanager
    async def open_context(self) -> AsyncIterator[SpeakingContext]:
        """A context of the session's WebSocket; it is closed at ElevenLabs when it is left."""
        config = self.config
        socket = await self._line.socket(config)
        context = SpeakingContext(socket, config)
        try:
            yield context
        finally:
            await context.leave()

    def _refused(self, error: ProviderError) -> None:
        """ElevenLabs does not want us, and no answer is there to fail because of it."""
        if not self.take_back(error):
            raise error
