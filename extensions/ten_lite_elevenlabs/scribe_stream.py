"""One stream to Scribe: what its messages mean, with times in the session's sound.

Scribe tells times with what is final only, and these run ahead: each utterance adds about a tenth
of a second to the times of all later words (elevenlabs-python#849). But it tells an utterance when
it has heard silence of a known length, so its words have ended that long before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator

from ten_lite.kinds.stt_stream import Told, Words
from ten_lite_elevenlabs.scribe_link import ScribeLink
from ten_lite_elevenlabs.scribe_wire import Committed, Ended, Partial
from ten_lite_elevenlabs.stt_config import ANY_LANGUAGE, ElevenLabsSttConfig

__all__ = ["ScribeStream"]

TWIN_S = 0.3
"""The text of an utterance comes twice, without and with times, one right behind the other."""
CHUNK_MS = 300
NOTICED_MS = 300
"""Speech that is told for the first time has begun this long before the silence that may end it,
at the latest."""


class ScribeStream:
    """Reads one connection.

    Args:
        link: The connection.
        config: What was asked for.
        begin_s: Where its first sample lies in the session's sound.
    """

    def __init__(self, link: ScribeLink, config: ElevenLabsSttConfig, begin_s: float) -> None:
        self._link = link
        self._config = config
        self._begin_ms = 1000 * begin_s
        self._opened_s = asyncio.get_running_loop().time()
        self._sent_ms = 0.0
        self._over_ms = self._begin_ms  # where the last utterance ended
        self._ahead_ms = 0.0  # how far the times that Scribe tells run ahead
        self._first_ms: float | None = None  # where the utterance under way begins
        self._last_ms = 0.0  # what was told of it has ended there, at least
        self._heard_ms = 0.0
        self._twin_told: Committed | None = None
        self.give_up = link.give_up

    async def send_sound(self, data: bytes) -> None:
        """See ``SttStream``."""
        await self._link.send_sound(data)
        self._sent_ms += len(data) * 500 / self._config.sample_rate_hz

    async def keep_alive(self) -> None:
        """Nothing: only sound keeps Scribe waiting."""

    async def told(self) -> AsyncGenerator[Told | None, None]:
        """See ``SttStream``."""
        yield None  # the session has started: what was asked for is accepted
        untimed: Committed | None = None
        place_ms: float | None = None
        while True:
            try:
                message = await self._link.receive(TWIN_S if untimed else None)
            except TimeoutError:
                message = None
            if untimed is not None:
                is_timed = isinstance(message, Committed) and message.is_timed
                if not is_timed:  # nor will it be
                    for told in self._utterance(untimed, place_ms):
                        yield told
                    self._twin_told = untimed
                untimed = None
            place_ms = self._place_ms()
            if isinstance(message, Ended):
                return
            if isinstance(message, Partial):
                yield self._partial(message.text.strip(), place_ms)
            elif isinstance(message, Committed) and not self._is_twin(message):
                if message.is_timed or not message.text.strip():
                    for told in self._utterance(message, place_ms):
                        yield told
                    self._twin_told = message
                else:
                    untimed = message
            else:
                yield None

    def _is_twin(self, message: Committed) -> bool:
        """Whether ``message`` says again what was told, with times or without."""
        twin, self._twin_told = self._twin_told, None
        return (
            twin is not None and twin.text == message.text and twin.is_timed is not message.is_timed
        )

    def _partial(self, text: str, place_ms: float | None) -> Words | None:
        if not text:
            return None
        self._twin_told = None
        if self._first_ms is None:
            self._first_ms = self._last_ms = self._speech_before(place_ms)
        elif place_ms is not None:
            self._last_ms = max(self._last_ms, self._heard_ms)  # what is new came after that
        self._heard_ms = place_ms or self._heard_ms
        return self._words(text, self._first_ms, self._last_ms, is_final=False)

    def _utterance(self, committed: Committed, place_ms: float | None) -> Iterator[Words | None]:
        text, first_ms = committed.text.strip(), self._first_ms
        self._first_ms = None
        if not text and first_ms is None:
            yield None  # it was noise, and nobody knows of it
            return
        silent_from_ms = None if place_ms is None else place_ms - self._config.silence_ms
        span_s = committed.span_s if text else None
        if span_s is not None:
            start_ms, end_ms = (self._begin_ms + 1000 * at_s for at_s in span_s)
            if silent_from_ms is not None:
                self._ahead_ms = max(0.0, end_ms - silent_from_ms)
            start_ms, end_ms = start_ms - self._ahead_ms, end_ms - self._ahead_ms
        else:
            start_ms = self._speech_before(place_ms) if first_ms is None else first_ms
            end_ms = self._last_ms if silent_from_ms is None else silent_from_ms
        start_ms = max(start_ms, self._over_ms)
        if first_ms is not None:
            end_ms = max(end_ms, first_ms + 1)  # what was told to begin there ends after it
        self._over_ms = max(end_ms, start_ms + 1)
        language = committed.language_code or ""
        yield self._words(text, start_ms, self._over_ms, is_final=True, language=language)

    def _words(
        self, text: str, start_ms: float, end_ms: float, *, is_final: bool, language: str = ""
    ) -> Words:
        if self._config.language != ANY_LANGUAGE:
            language = ""
        return Words(
            text, round(start_ms), max(round(end_ms), round(start_ms) + 1), is_final, language
        )

    def _speech_before(self, place_ms: float | None) -> float:
        """Where speech began at the latest that was told of at ``place_ms``."""
        if place_ms is None:
            return self._over_ms
        return max(self._over_ms, place_ms - self._config.silence_ms - NOTICED_MS)

    def _place_ms(self) -> float | None:
        """How far Scribe has listened; None while it catches up on sound that was kept."""
        open_ms = 1000 * (asyncio.get_running_loop().time() - self._opened_s)
        if self._sent_ms > 2 * open_ms + CHUNK_MS:
            return None
        return self._begin_ms + self._sent_ms
