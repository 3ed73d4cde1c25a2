"""From speech probabilities to the beginnings and ends of utterances; no model in here."""

from __future__ import annotations

from ten_lite.messages import EndOfSpeech, LikelyEndOfSpeech, Message, StartOfSpeech

__all__ = ["SpeechGate"]

STOP_BELOW = 0.15
"""Speech goes on while the probability stays above the threshold less this (hysteresis)."""


class SpeechGate:
    """Counts windows of speech and silence.

    Args:
        window_ms: Length of each window in milliseconds.
        threshold: Probability from which a window is speech.
        min_speech_ms: Speech that begins an utterance.
        pause_ms: Silence in an utterance that makes its end likely.
        silence_ms: Silence that ends it.
    """

    def __init__(
        self,
        *,
        window_ms: float,
        threshold: float,
        min_speech_ms: int,
        pause_ms: int,
        silence_ms: int,
    ) -> None:
        self._window_ms = window_ms
        self._threshold = threshold
        self._min_speech_ms = min_speech_ms
        self._pause_ms = pause_ms
        self._silence_ms = silence_ms
        self._now_ms = 0.0
        self._voiced_ms = 0.0
        self._last_voiced_ms = 0.0
        self._is_open = False
        self._told_pause = False

    @property
    def is_open(self) -> bool:
        """Whether an utterance has begun and not ended."""
        return self._is_open

    def cut(self, missing_ms: float = 0.0) -> list[Message]:
        """End the utterance that is under way, if there is one: no more sound comes.

        Args:
            missing_ms: How long none has come.
        """
        self._voiced_ms = 0.0
        if not self._is_open:
            return []
        self._is_open = False
        silence_ms = self._now_ms - self._last_voiced_ms + missing_ms
        return [EndOfSpeech(int(self._last_voiced_ms), int(silence_ms))]

    def feed(self, probability: float) -> list[Message]:
        """Take the next window's probability; the events it brings about."""
        self._now_ms += self._window_ms
        limit = self._threshold - STOP_BELOW if self._is_open else self._threshold
        if probability >= limit:
            self._last_voiced_ms = self._now_ms
            self._told_pause = False
            self._voiced_ms += self._window_ms
            if not self._is_open and self._voiced_ms >= self._min_speech_ms:
                self._is_open = True
                return [StartOfSpeech(int(self._now_ms - self._voiced_ms))]
            return []
        if not self._is_open:
            self._voiced_ms = 0.0
            return []
        silence_ms = self._now_ms - self._last_voiced_ms
        events: list[Message] = []
        if silence_ms >= self._pause_ms and not self._told_pause:
            self._told_pause = True
            events.append(LikelyEndOfSpeech(int(self._last_voiced_ms)))
        if silence_ms >= self._silence_ms:
            events += self.cut()
        return events
