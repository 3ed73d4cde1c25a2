"""What AssemblyAI's turns mean, in the words of ``ten_lite.kinds.stt_stream``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ten_lite.kinds.stt_stream import LikelyOver, SpeechGoesOn, SpeechOver, Told, Words
from ten_lite_assemblyai.wire import Turn

__all__ = ["Turns"]


@dataclass(slots=True)
class _Ended:
    order: int
    words: Words


class Turns:
    """One turn after the other, of one connection; times in ms since the stream began.

    A universal-streaming model that formats tells the end of a turn twice, without and with
    punctuation. The second is the final one; should it not come, the first is, as soon as the
    next turn begins.

    Args:
        formats_later: Whether it tells the end twice.
        likely_end_confidence: From here on a turn that is not over is likely to be.
    """

    def __init__(self, *, formats_later: bool, likely_end_confidence: float) -> None:
        self._formats_later = formats_later
        self._likely_end_confidence = likely_end_confidence
        self._over = -1  # turns up to this one are told for good
        self._ended: _Ended | None = None
        self._likely_text: str | None = None
        self._began_ms = 0
        self.is_open = False
        """Whether words are known of a turn that is not over."""

    def began(self, at_ms: int) -> None:
        """Speech began there."""
        self._began_ms = at_ms

    def take(self, turn: Turn) -> Iterator[Told]:
        """What to tell after one more message."""
        if self._ended is not None and turn.turn_order > self._ended.order:
            yield self._finish(self._ended)
        if turn.turn_order <= self._over:
            return
        words = self._words(turn)
        if self._likely_text is not None and words.text != self._likely_text:
            if not turn.end_of_turn:
                yield SpeechGoesOn()
            self._likely_text = None
        if not turn.end_of_turn:
            if words.text:
                self.is_open = True
                yield words
                yield from self._likely(turn, words)
        elif self._formats_later and not turn.turn_is_formatted:
            self._ended = _Ended(turn.turn_order, words)
            self.is_open = True
            yield words
            yield SpeechOver(words.end_ms)
        else:
            yield self._finish(_Ended(turn.turn_order, words))

    def _finish(self, ended: _Ended) -> Words:
        words = ended.words
        self._over, self._ended, self._likely_text, self.is_open = ended.order, None, None, False
        self._began_ms = words.end_ms
        return Words(words.text, words.start_ms, words.end_ms, True, words.language)

    def _words(self, turn: Turn) -> Words:
        words = turn.words
        start_ms = words[0].start if words else self._began_ms
        end_ms = max(start_ms, words[-1].end) if words else start_ms
        return Words(_text(turn).strip(), start_ms, end_ms, False, turn.language_code or "")

    def _likely(self, turn: Turn, words: Words) -> Iterator[Told]:
        is_likely = (turn.end_of_turn_confidence or 0) >= self._likely_end_confidence
        if (turn.utterance or is_likely) and self._likely_text is None:
            self._likely_text = words.text
            yield LikelyOver(words.end_ms)


def _text(turn: Turn) -> str:
    """All words of the turn, also those that may change."""
    if turn.end_of_turn:
        return turn.transcript
    is_any_final = any(word.word_is_final for word in turn.words)
    if turn.transcript and not is_any_final:
        return turn.transcript  # a universal-3 model puts all of them there, with punctuation
    changing = [word.text for word in turn.words if not word.word_is_final]
    return " ".join([turn.transcript, *changing] if turn.transcript else changing)
