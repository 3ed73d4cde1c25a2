"""What the fake Flux understands, told as listen v2 tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ten_lite.testing.providers.hearing import Hearing
from ten_lite.testing.providers.word_ear import WordEar

__all__ = ["FluxEar"]

UPDATE_MS = 250


class FluxEar:
    """Tells turns, and every 250 ms that there is nothing new.

    Args:
        sample_rate_hz: Of the sound.
        eager_after_ms: Silence after which a turn may be over; None: that is not told.
        end_after_ms: Silence after which it is.
        times_words: Whether words have times.
        languages: What is detected; empty: it is not told.
        hearing: Understands words; default: those of ``say_numbers``.
    """

    def __init__(
        self,
        sample_rate_hz: int,
        *,
        eager_after_ms: int | None,
        end_after_ms: int,
        times_words: bool,
        languages: tuple[str, ...],
        hearing: Hearing | None = None,
    ) -> None:
        self._ear = WordEar(sample_rate_hz, hearing)
        self._eager_after_ms = eager_after_ms
        self._end_after_ms = end_after_ms
        self._times_words = times_words
        self._languages = languages
        self._sequence = 0
        self._turn = 0
        self._turn_start_ms = 0
        self._told_ms = 0
        self._is_eager = False

    def hear(self, data: bytes) -> Iterator[dict[str, Any]]:
        """The messages that ``data`` gives rise to."""
        for has_word in self._ear.hear(data):
            if event := self._event(has_word=has_word):
                yield self._info(event)

    def end_turn(self) -> Iterator[dict[str, Any]]:
        """The answer to ``ForceEndTurn``."""
        if self._ear.words:
            yield self._info("EndOfTurn", trigger="manual")

    def _event(self, *, has_word: bool) -> str:
        ear = self._ear
        if has_word and len(ear.words) == 1:
            return "StartOfTurn"
        if self._is_eager and ear.is_in_word:
            self._is_eager = False
            return "TurnResumed"
        if ear.words and ear.quiet_ms >= self._end_after_ms:
            return "EndOfTurn"
        eager_ms = self._eager_after_ms
        if ear.words and eager_ms and ear.quiet_ms >= eager_ms and not self._is_eager:
            self._is_eager = True
            return "EagerEndOfTurn"
        is_due = ear.now_ms - self._told_ms >= UPDATE_MS
        return "Update" if is_due else ""

    def _info(self, event: str, trigger: str = "model") -> dict[str, Any]:
        ear = self._ear
        words = ear.forget() if event == "EndOfTurn" else ear.words
        self._told_ms = ear.now_ms
        self._sequence += 1
        info: dict[str, Any] = {
            "type": "TurnInfo",
            "request_id": "00000000-0000-4000-8000-000000000000",
            "sequence_id": self._sequence,
            "event": event,
            "turn_index": self._turn,
            "audio_window_start": self._turn_start_ms / 1000,
            "audio_window_end": ear.now_ms / 1000,
            "transcript": " ".join(word.text for word in words),
            "words": [
                {"word": word.text, "confidence": 0.9}
                | (
                    {"start": word.start_ms / 1000, "end": word.end_ms / 1000}
                    if self._times_words
                    else {}
                )
                for word in words
            ],
            "end_of_turn_confidence": 0.9 if event == "EndOfTurn" else 0.2,
        }
        if self._languages and words:
            info["languages"] = list(self._languages)
        if event == "EndOfTurn":
            info["trigger"] = trigger
            self._turn += 1
            self._turn_start_ms, self._is_eager = ear.now_ms, False
        return info
