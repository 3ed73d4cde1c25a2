"""One answer at Cartesia: text in, sound with the place in the text out."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Protocol

from ten_lite.audio import BYTES_PER_SAMPLE
from ten_lite.errors import ProviderError
from ten_lite.kinds.tts_stream import Spoken
from ten_lite_cartesia.config import CartesiaTtsConfig
from ten_lite_cartesia.failure import not_samples, refusal
from ten_lite_cartesia.wire import (
    Chunk,
    Done,
    Failure,
    FlushDone,
    Message,
    Timestamps,
    cancel,
    request,
)
from ten_lite_cartesia.word_clock import WordClock

__all__ = ["CartesiaContext", "Line"]

FORGOTTEN_S = 0.7
"""Cartesia forgets a context a second after its last sound: this is well before that."""
GOODBYE_S = 0.1
CONTAINERS = (b"RIFF", b"ID3", b"OggS", b"fLaC")


class Line(Protocol):
    """The connection, as a context sees it."""

    def join(self, context_id: str, context: CartesiaContext) -> None:
        """Hand messages for ``context_id`` to ``context``."""

    def part(self, context_id: str) -> None:
        """Drop messages for ``context_id`` from now on."""

    async def send(self, message: str) -> None:
        """Send it.

        Raises:
            ProviderError: The connection is lost.
        """


@dataclass(slots=True)
class _Part:
    """What Cartesia calls a context."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    clock: WordClock = field(default_factory=WordClock)
    inputs: int = 0
    sound_at_s: float | None = None  # when the latest came


class CartesiaContext:
    """Speaks text as long as it comes.

    Cartesia forgets a context in which there was nothing to say for a second. Text that comes
    later goes to another one, whose sound follows.

    Sound that was made is kept until it is wanted, so that Cartesia's other messages are read in
    time; there is no more of it than of the text.

    Args:
        line: The connection.
        config: How to speak.
    """

    def __init__(self, line: Line, config: CartesiaTtsConfig) -> None:
        self._line = line
        self._config = config
        self._bytes_per_s = BYTES_PER_SAMPLE * config.sample_rate_hz
        self._part: _Part | None = None
        self._is_finished = False
        self._ready: asyncio.Queue[Spoken | ProviderError | None] = asyncio.Queue()

    async def feed(self, text: str) -> None:
        """See ``TtsContext``."""
        if self._part is not None and self._is_forgotten(self._part):
            self._end(self._part)
        if self._part is None:
            self._part = _Part()
            self._line.join(self._part.id, self)
        part = self._part
        part.clock.feed(text)
        part.inputs += 1
        await self._line.send(request(self._config, part.id, text))

    async def finish(self) -> None:
        """See ``TtsContext``."""
        self._is_finished = True
        part = self._part
        if part is not None and self._is_forgotten(part):
            self._end(part)
        elif part is not None:
            await self._line.send(request(self._config, part.id, "", is_last=True))
        else:
            self._ready.put_nowait(None)

    async def sound(self) -> AsyncGenerator[Spoken, None]:
        """See ``TtsContext``."""
        while (ready := await self._ready.get()) is not None:
            if isinstance(ready, ProviderError):
                raise ready
            yield ready

    async def close(self) -> None:
        """Stop the work that is not done; what comes of it anyway is dropped."""
        part, self._part = self._part, None
        if part is None:
            return
        self._line.part(part.id)
        try:
            async with asyncio.timeout(GOODBYE_S):
                await self._line.send(cancel(part.id))
        except (ProviderError, TimeoutError):
            pass  # who is gone, or reads nothing, cannot be told

    def take(self, message: Message) -> None:
        """A message for the context at Cartesia that text goes to."""
        part = self._part
        if part is None:
            return
        match message:
            case Chunk():
                self._take_sound(part, message.sound)
            case Timestamps(word_timestamps=words) if words is not None:
                self._tell(part.clock.words(words.words, words.start, words.end))
            case FlushDone(flush_id=inputs) if inputs >= part.inputs:
                self._tell(part.clock.rest())
            case Done():
                self._end(part)
            case Failure():
                self._part = None
                self._line.part(part.id)
                said = ": ".join(filter(None, (message.title, message.message)))
                self.fail(refusal(message.status_code, message.error_code or "", said))

    def fail(self, error: ProviderError) -> None:
        """There will be no more."""
        self._ready.put_nowait(error)

    def _take_sound(self, part: _Part, data: bytes) -> None:
        if part.sound_at_s is None and data.startswith(CONTAINERS):
            self.fail(not_samples())
            return
        part.sound_at_s = asyncio.get_running_loop().time()
        self._tell(part.clock.sound(len(data) / self._bytes_per_s), data)

    def _tell(self, characters: int, data: bytes = b"") -> None:
        if data or characters:
            self._ready.put_nowait(Spoken(data, characters))

    def _is_forgotten(self, part: _Part) -> bool:
        if part.sound_at_s is None or part.clock.is_owed:
            return False
        return asyncio.get_running_loop().time() - part.sound_at_s >= FORGOTTEN_S

    def _end(self, part: _Part) -> None:
        self._part = None
        self._line.part(part.id)
        self._tell(part.clock.rest())
        if self._is_finished:
            self._ready.put_nowait(None)
