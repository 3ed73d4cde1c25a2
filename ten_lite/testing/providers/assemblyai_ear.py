"""What the fake AssemblyAI understands, told as streaming v3 tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ten_lite.testing.providers.hearing import Hearing
from ten_lite.testing.providers.word_ear import HeardWord, WordEar

__all__ = ["TurnEar"]

SILENCE_EVERY_MS = 1000
MAYBE_OVER = 0.6


class TurnEar:
    """Tells turns.

    Args:
        sample_rate_hz: Of the sound.
        is_pro: Whether it tells as the universal-3 models do: all words in each message, with
            punctuation at the end, and where speech starts.
        min_silence_ms: After this much of it a turn that sounds finished is over.
        max_silence_ms: After this much of it any turn is.
        sounds_finished: Whether turns do.
        formats: Whether the end is told again with punctuation; not by the universal-3 models.
        tells_silence: Whether silence is told of.
        language: What is detected; "": it is not told.
        hearing: Understands words; default: those of ``say_numbers``.
    """

    def __init__(
        self,
        sample_rate_hz: int,
        *,
        is_pro: bool,
        min_silence_ms: int,
        max_silence_ms: int,
        sounds_finished: bool,
        formats: bool,
        tells_silence: bool,
        language: str,
        hearing: Hearing | None = None,
    ) -> None:
        self._ear = WordEar(sample_rate_hz, hearing)
        self._is_pro = is_pro
        self._min_silence_ms = min_silence_ms
        self._max_silence_ms = max_silence_ms
        self._sounds_finished = sounds_finished
        self._formats = formats and not is_pro
        self._tells_silence = tells_silence
        self._language = language
        self._order = 0
        self._silence_ms = 0
        self._is_doubted = False

    def hear(self, data: bytes) -> Iterator[dict[str, Any]]:
        """The messages that ``data`` gives rise to."""
        for has_word in self._ear.hear(data):
            if has_word:
                self._is_doubted = False
                yield from self._word()
            yield from self._pause()

    def end_turn(self) -> Iterator[dict[str, Any]]:
        """The answer to ``ForceEndpoint``, and what comes before a ``Termination``."""
        if words := self._ear.forget():
            yield from self._end(words)

    def _word(self) -> Iterator[dict[str, Any]]:
        words = self._ear.words
        if self._is_pro and len(words) == 1:
            yield {"type": "SpeechStarted", "timestamp": words[0].start_ms, "confidence": 0.9}
        yield self._turn(words, ends=False, confidence=0.1)

    def _pause(self) -> Iterator[dict[str, Any]]:
        ear = self._ear
        if ear.is_in_word:
            self._silence_ms = ear.now_ms
        elif ear.words:
            self._silence_ms = ear.now_ms
            needed_ms = self._min_silence_ms if self._sounds_finished else self._max_silence_ms
            if ear.quiet_ms >= needed_ms:
                yield from self._end(ear.forget())
            elif ear.quiet_ms >= self._min_silence_ms and not self._is_doubted:
                self._is_doubted = True
                yield self._turn(ear.words, ends=False, confidence=MAYBE_OVER, is_pause=True)
        elif ear.now_ms - self._silence_ms >= SILENCE_EVERY_MS:
            if self._tells_silence:
                yield {"type": "Silence", "start_ms": self._silence_ms, "end_ms": ear.now_ms}
            self._silence_ms = ear.now_ms

    def _end(self, words: list[HeardWord]) -> Iterator[dict[str, Any]]:
        self._silence_ms = self._ear.now_ms
        yield self._turn(words, ends=True, confidence=1.0)
        if self._formats:
            yield self._turn(words, ends=True, confidence=1.0, is_formatted=True)
        self._order += 1

    def _turn(
        self,
        words: list[HeardWord],
        *,
        ends: bool,
        confidence: float,
        is_pause: bool = False,
        is_formatted: bool = False,
    ) -> dict[str, Any]:
        is_formatted = is_formatted or (self._is_pro and ends)
        all_final = ends or is_pause
        final = words if self._is_pro or all_final else words[:-1]
        transcript = " ".join(word.text for word in final)
        if is_formatted:
            transcript = f"{transcript.capitalize()}."
        turn: dict[str, Any] = {
            "type": "Turn",
            "turn_order": self._order,
            "turn_is_formatted": is_formatted,
            "end_of_turn": ends,
            "transcript": transcript,
            "utterance": transcript if ends or (is_pause and not self._is_pro) else "",
            "end_of_turn_confidence": confidence,
            "words": [
                {
                    "text": word.text,
                    "start": word.start_ms,
                    "end": word.end_ms,
                    "confidence": 0.9,
                    "word_is_final": ends or (not self._is_pro and word in final),
                }
                for word in words
            ],
        }
        if self._language and ends:
            turn |= {"language_code": self._language, "language_confidence": 0.9}
        return turn
