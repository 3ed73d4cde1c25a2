"""What the turns of Flux mean, with times in the session's sound."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.kinds.stt_stream import (
    LikelyOver,
    Progress,
    SpeechBegan,
    SpeechGoesOn,
    SpeechOver,
    Told,
    Words,
)
from ten_lite_deepgram.flux_wire import TurnInfo

__all__ = ["FluxTurns"]

LONGEST_WORD_MS = 1000
"""A word is told when it is over: that there is none yet says nothing of so much sound."""


class FluxTurns:
    """One turn after the other, of one connection.

    Args:
        begin_s: Where its first sample lies in the session's sound.
        language: What was asked for.

    Attributes:
        is_open: Whether a turn has begun that is not over.
    """

    def __init__(self, begin_s: float, language: str) -> None:
        self._begin_s = begin_s
        self._language = language.split("-")[0].lower()
        self._over = -1  # turns up to this one are over
        self._told = ""
        self._began_ms = 0
        self.is_open = False

    def take(self, turn: TurnInfo) -> Iterator[Told]:
        """What to tell after one more message."""
        if turn.turn_index <= self._over:
            return
        until_ms = self._ms(turn.audio_window_end)
        if not self.is_open and turn.event != "EndOfTurn" and turn.transcript.strip():
            # without the times of words nobody knows where the first one begins
            self._began_ms = self._start_ms(turn, until_ms)
            self.is_open = True
            yield SpeechBegan(self._began_ms)
        words = self._words(turn, until_ms)
        if turn.event == "TurnResumed":
            yield SpeechGoesOn()
        if turn.event == "EndOfTurn":
            self._over, self._told, self.is_open = turn.turn_index, "", False
            yield SpeechOver(words.end_ms, max(0, until_ms - words.end_ms))
            yield Words(words.text, words.start_ms, words.end_ms, True, words.language)
        elif words.text and words.text != self._told:
            self._told = words.text
            yield words
        if turn.event == "EagerEndOfTurn":
            yield LikelyOver(words.end_ms)
        yield Progress(until_ms, is_final=False)
        if not self.is_open:
            yield Progress(max(0, until_ms - LONGEST_WORD_MS), is_final=True)

    def _words(self, turn: TurnInfo, until_ms: int) -> Words:
        start_ms = self._start_ms(turn, self._began_ms if self.is_open else until_ms)
        ends = [word.end for word in turn.words if word.end is not None]
        end_ms = self._ms(ends[-1]) if ends else until_ms
        language = turn.languages[0] if turn.languages else ""
        if language.split("-")[0].lower() == self._language:
            language = ""  # as it was asked for, with its country
        return Words(turn.transcript.strip(), start_ms, max(start_ms, end_ms), False, language)

    def _start_ms(self, turn: TurnInfo, otherwise_ms: int) -> int:
        starts = [word.start for word in turn.words if word.start is not None]
        return self._ms(starts[0]) if starts else otherwise_ms

    def _ms(self, at_s: float) -> int:
        return round(1000 * (self._begin_s + at_s))
