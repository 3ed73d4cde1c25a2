"""What the fake Azure understands: words out of samples, told as Azure tells them."""

from __future__ import annotations

from typing import Any

from ten_lite.testing.providers.hearing import WINDOW_MS, Hearing, NumberHearing

__all__ = ["AzureEar"]

SHORTEST_WORD_MS = 150
TICKS_PER_MS = 10_000

Told = tuple[str, dict[str, Any]]


class AzureEar:
    """Listens in windows of 10 ms and tells each word as soon as it is over.

    Args:
        sample_rate_hz: Of the sound.
        segmentation_ms: Silence that ends an utterance.
        hearing: Understands words; default: those of ``say_numbers``.
    """

    def __init__(
        self, sample_rate_hz: int, segmentation_ms: int, hearing: Hearing | None = None
    ) -> None:
        self._window_bytes = 2 * (sample_rate_hz * WINDOW_MS // 1000)
        self._segmentation_ms = segmentation_ms
        self._hearing = hearing or NumberHearing()
        self._rest = b""
        self._now_ms = 0
        self._run, self._run_start_ms = "", 0
        self._words: list[str] = []
        self._start_ms = self._end_ms = 0

    def hear(self, data: bytes) -> list[Told]:
        """Paths and bodies of the messages that ``data`` gives rise to."""
        self._rest += data
        told: list[Told] = []
        while len(self._rest) >= self._window_bytes:
            window, self._rest = self._rest[: self._window_bytes], self._rest[self._window_bytes :]
            told += self._hear_window(self._hearing.word(window) or "")
        return told

    def finish(self) -> list[Told]:
        """The messages at the end of the sound."""
        told = self._end_run() + self._end_utterance()
        return [*told, ("speech.endDetected", {"Offset": self._now_ms * TICKS_PER_MS})]

    def _hear_window(self, word: str) -> list[Told]:
        told: list[Told] = []
        if word != self._run:
            told = self._end_run()
            self._run, self._run_start_ms = word, self._now_ms
        self._now_ms += WINDOW_MS
        silent_ms = self._now_ms - self._end_ms
        if self._words and not self._run and silent_ms >= self._segmentation_ms:
            told += self._end_utterance()
        return told

    def _end_run(self) -> list[Told]:
        run, self._run = self._run, ""
        if not run or self._now_ms - self._run_start_ms < SHORTEST_WORD_MS:
            return []
        told: list[Told] = []
        if not self._words:
            self._start_ms = self._run_start_ms
            told.append(("speech.startDetected", {"Offset": self._start_ms * TICKS_PER_MS}))
        self._words.append(run)
        self._end_ms = self._now_ms
        told.append(("speech.hypothesis", {"Text": " ".join(self._words), **self._place()}))
        return told

    def _end_utterance(self) -> list[Told]:
        words, self._words = self._words, []
        if not words:
            return []
        text = " ".join(words)
        body = {"RecognitionStatus": "Success", "DisplayText": text, **self._place()}
        return [("speech.phrase", body)]

    def _place(self) -> dict[str, int]:
        return {
            "Offset": self._start_ms * TICKS_PER_MS,
            "Duration": (self._end_ms - self._start_ms) * TICKS_PER_MS,
        }
