"""Where the user's speech begins and ends, as far as a recogniser's events and words tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["SpeechEvent", "SpeechEvents"]

TOLERANCE_MS = 100
NOISE_MS = 1000
MORE_MS = 1000
"""Words so long after an end belong to more speech."""


@dataclass(frozen=True, slots=True)
class SpeechEvent:
    """Something to tell.

    Attributes:
        what: A stretch of speech began, may be over or is, or there are no words in the one that
            is over.
        at_ms: Where.
    """

    what: Literal["start", "likely end", "end", "nothing"]
    at_ms: int


class SpeechEvents:
    """One stretch of speech after the other.

    Each has one start and one end, and after these its final words or the news that there are
    none, so that nobody waits for them. Recognisers tell of starts that were noise, of ends before
    or after the words, some of neither; and after a lost connection they tell things again.
    """

    def __init__(self) -> None:
        self._is_open = False
        self._began_ms = 0
        self._until_ms = 0  # where the last known word ends, or the stretch begins
        self._ended_ms = -TOLERANCE_MS  # where the last stretch ended
        self._owes_words = False  # the end was told before the final words
        self._is_likely_over = False
        self.has_words = False
        """Whether words are known of the stretch that is waited for."""

    @property
    def is_waiting(self) -> bool:
        """Whether an end, or words, or the news that there are none, have to come."""
        return self._is_open or self._owes_words

    def began(self, at_ms: int) -> list[SpeechEvent]:
        """The recogniser hears something."""
        if self._is_open or at_ms < self._ended_ms + TOLERANCE_MS:
            return []
        return self._begin(at_ms)

    def words(self, start_ms: int, end_ms: int, *, is_final: bool) -> list[SpeechEvent]:
        """There are words; what is to be told before they are."""
        events: list[SpeechEvent] = []
        if self._owes_words and end_ms <= self._ended_ms + MORE_MS:
            self._owes_words, self.has_words = not is_final, not is_final
            return events
        if not self._is_open and end_ms > self._ended_ms + TOLERANCE_MS:
            events += self._begin(max(start_ms, self._ended_ms))
        if self._is_open and end_ms > self._began_ms:  # else they are of the stretch before
            self.has_words, self._until_ms = not is_final, max(self._until_ms, end_ms)
            if is_final:
                events += self._end(self._until_ms)
        return events

    def over(self, at_ms: int) -> list[SpeechEvent]:
        """The recogniser hears nothing any more, after ``at_ms``."""
        if not self._is_open or at_ms < self._until_ms - TOLERANCE_MS:
            return []  # more has come since
        self._owes_words = True
        return self._end(max(at_ms, self._until_ms))

    def likely_over(self, at_ms: int) -> list[SpeechEvent]:
        """The recogniser expects nothing more in this stretch."""
        if not self._is_open or self._is_likely_over:
            return []
        self._is_likely_over = True
        return [SpeechEvent("likely end", max(at_ms, self._began_ms))]

    def goes_on(self) -> list[SpeechEvent]:
        """It was not over: told as a pause, the only word there is for that."""
        if not self._is_open or not self._is_likely_over:
            return []
        self._is_likely_over = False
        return [SpeechEvent("end", self._until_ms), SpeechEvent("start", self._until_ms)]

    def progress(self, until_ms: int) -> list[SpeechEvent]:
        """No words are under way in the sound up to there."""
        if self._owes_words and until_ms >= self._ended_ms + NOISE_MS:
            return self.nothing_came()
        if self._is_open:
            # words that were known before were taken back, or a new connection is not there yet
            told_by_ms = self._until_ms if self.has_words else self._began_ms + NOISE_MS
            if until_ms >= told_by_ms:
                return self.nothing_came()
        return []

    def nothing_came(self) -> list[SpeechEvent]:
        """There are no words in it, or none are left of those that were known."""
        if not self.is_waiting:
            return []
        self.has_words = False
        return self.cut()

    def cut(self) -> list[SpeechEvent]:
        """Nothing more can be expected; words that are known are for others to make use of."""
        events = self._end(self._until_ms) if self._is_open else []
        if (events or self._owes_words) and not self.has_words:
            events.append(SpeechEvent("nothing", self._ended_ms))
        self._owes_words = self.has_words = False
        return events

    def _begin(self, at_ms: int) -> list[SpeechEvent]:
        self._is_open, self.has_words, self._owes_words = True, False, False
        self._is_likely_over = False
        self._began_ms = self._until_ms = at_ms
        return [SpeechEvent("start", at_ms)]

    def _end(self, at_ms: int) -> list[SpeechEvent]:
        self._is_open, self._ended_ms = False, at_ms
        return [SpeechEvent("end", at_ms)]
