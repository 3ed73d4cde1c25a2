"""One context: an answer, or a part of it, that is fed as it comes and heard as it is spoken."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from ten_lite.errors import ProviderError
from ten_lite.kinds import text_parts
from ten_lite.kinds.tts_stream import Spoken
from ten_lite_elevenlabs.alignment import Alignment
from ten_lite_elevenlabs.failure import CONTAINERS, failure, not_samples
from ten_lite_elevenlabs.tts_config import LONGEST_TEXT, ElevenLabsTtsConfig
from ten_lite_elevenlabs.tts_request import first_message
from ten_lite_elevenlabs.tts_wire import VoiceMessage
from ten_lite_elevenlabs.voice_socket import VoiceSocket

__all__ = ["SpeakingContext"]

GAP_S = 2.0
"""Without sound for this long after a flush, all is spoken, though it was not told of each word."""
FINAL_S = 0.5
"""Longest wait for the end of a context whose text is spoken."""
GOODBYE_S = 0.1


class SpeakingContext:
    """A ``TtsContext``.

    A context that is closed right behind its last text may be lost with it, so it is flushed, and
    closed when all of the text is spoken.

    Args:
        socket: Where it lives.
        config: What to ask for.
    """

    def __init__(self, socket: VoiceSocket, config: ElevenLabsTtsConfig) -> None:
        self._socket = socket
        self._config = config
        self._name = ""
        self._told: asyncio.Queue[VoiceMessage | ProviderError | None] = asyncio.Queue()
        self._alignment = Alignment(config.sample_rate_hz)
        self._has_sound = False
        self._is_flushed = self._is_closed = False

    async def feed(self, text: str) -> None:
        """See ``TtsContext``."""
        self._alignment.add_text(text)
        for part in text_parts(text, LONGEST_TEXT):
            if not self._name:
                self._name = self._socket.open(self._told.put_nowait)
                await self._socket.send(first_message(self._config, self._name))
            await self._socket.send({"text": f"{part.strip()} ", "context_id": self._name})

    async def finish(self) -> None:
        """See ``TtsContext``."""
        if self._name:
            await self._socket.send({"context_id": self._name, "flush": True})
        self._is_flushed = True
        self._told.put_nowait(None)

    async def sound(self) -> AsyncGenerator[Spoken, None]:
        """See ``TtsContext``."""
        while True:
            if self._is_flushed and not self._is_closed and self._is_all_spoken:
                await self._close()
            try:
                async with asyncio.timeout(self._patience_s):
                    message = await self._told.get()
            except TimeoutError:
                if self._is_closed:
                    return
                await self._close()
                continue
            if isinstance(message, ProviderError):
                raise message
            if message is None:
                continue
            if message.sound:
                if not self._has_sound and message.sound.startswith(CONTAINERS):
                    raise not_samples()
                self._has_sound = True
                for spoken in self._alignment.take(message.sound, message.characters):
                    yield spoken
            if message.is_final:
                self._name = ""
                if self._alignment.is_owed and not self._has_sound:
                    raise failure("ElevenLabs answered without any sound", "no_sound")
                return

    async def leave(self) -> None:
        """Have ElevenLabs stop, in bounded time; what still comes is thrown away."""
        name, self._name = self._name, ""
        if not name:
            return
        self._socket.ignore(name)
        if self._is_closed or not self._socket.is_fit:
            return
        try:
            with contextlib.suppress(ProviderError):
                async with asyncio.timeout(GOODBYE_S):
                    await self._socket.send({"context_id": name, "close_context": True})
        except TimeoutError:
            self._socket.abort()

    @property
    def _is_all_spoken(self) -> bool:
        return not self._name or (self._has_sound and not self._alignment.is_owed)

    @property
    def _patience_s(self) -> float | None:
        if self._is_closed:
            return FINAL_S if self._is_all_spoken or not self._alignment.is_told else None
        return GAP_S if self._is_flushed and self._has_sound else None

    async def _close(self) -> None:
        self._is_closed = True
        if self._name:
            await self._socket.send({"context_id": self._name, "close_context": True})
