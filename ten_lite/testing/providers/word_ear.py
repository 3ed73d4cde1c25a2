"""Finds words in sound, for fakes of recognisers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ten_lite.testing.providers.hearing import WINDOW_MS, Hearing, NumberHearing

__all__ = ["HeardWord", "WordEar"]

SHORTEST_WORD_MS = 150


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word and where it lies in the stream."""

    text: str
    start_ms: int
    end_ms: int


class WordEar:
    """Listens in windows of 10 ms.

    Args:
        sample_rate_hz: Of the sound.
        hearing: Understands words; default: those of ``say_numbers``.

    Attributes:
        words: Since ``forget``.
        now_ms: How much was heard.
        quiet_ms: For how long no word was.
    """

    def __init__(self, sample_rate_hz: int, hearing: Hearing | None = None) -> None:
        self._hearing = hearing or NumberHearing()
        self._window_bytes = 2 * (sample_rate_hz * WINDOW_MS // 1000)
        self._rest = b""
        self._run: HeardWord | None = None
        self.words: list[HeardWord] = []
        self.now_ms = 0
        self.quiet_ms = 0

    @property
    def is_in_word(self) -> bool:
        """Whether a word is being said."""
        return self._run is not None

    def hear(self, data: bytes) -> Iterator[bool]:
        """Listen on, window by window; each gives whether a word has come to its end in it."""
        self._rest += data
        while len(self._rest) >= self._window_bytes:
            window, self._rest = self._rest[: self._window_bytes], self._rest[self._window_bytes :]
            yield self._hear_window(self._hearing.word(window) or "")

    def forget(self) -> list[HeardWord]:
        """All words so far; from now on there are none."""
        words, self.words = self.words, []
        return words

    def _hear_window(self, text: str) -> bool:
        run, is_ended = self._run, False
        if run is not None and run.text != text:
            is_ended = run.end_ms - run.start_ms >= SHORTEST_WORD_MS
            if is_ended:
                self.words.append(run)
            self._run = run = None
        start_ms = run.start_ms if run is not None else self.now_ms
        self.now_ms += WINDOW_MS
        self.quiet_ms = 0 if text else self.quiet_ms + WINDOW_MS
        if text:
            self._run = HeardWord(text, start_ms, self.now_ms)
        return is_ended
