"""What fake recognisers take for words: sound that a test made, or anything that is loud."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import Protocol

from ten_lite.testing.providers.spoken import NUMBERS, STEP

__all__ = ["PAUSE_MS", "SENTENCES", "WINDOW_MS", "Hearing", "NumberHearing", "SentenceHearing"]

WINDOW_MS = 10

SENTENCES = {
    "en": (
        "what is the weather like today",
        "tell me a short story please",
        "how far away is the moon",
        "what can I cook for dinner",
        "thank you and goodbye",
    ),
    "de": (
        "wie wird das Wetter heute",
        "erzähl mir bitte eine Geschichte",
        "wie weit ist der Mond entfernt",
        "was kann ich heute kochen",
        "vielen Dank und auf Wiedersehen",
    ),
}
"""Language -> what is heard in any sound, one sentence an utterance."""

LOUD = 500
"""A sample above this is sound; about -36 dB."""
WORD_MS, WORD_GAP_MS = 160, 20
HANGOVER_MS = 100
"""Sound goes on for this long after its last loud sample: people are not loud all the time."""
PAUSE_MS = 300
"""A pause of this length ends an utterance."""


class Hearing(Protocol):
    """Tells windows of sound apart."""

    def word(self, window: bytes) -> str | None:
        """The word that sounds in a window of 10 ms; "": none that is known; None: silence."""
        ...


class NumberHearing:
    """Understands ``say_numbers``, which is told exactly, and nothing else."""

    def word(self, window: bytes) -> str | None:
        """See ``Hearing``."""
        middle = len(window) // 4 * 2
        sample = int.from_bytes(window[middle : middle + 2], "little", signed=True)
        number = round(sample / STEP)
        if number == 0:
            return None
        return NUMBERS[number - 1] if 1 <= number <= len(NUMBERS) else ""


class SentenceHearing:
    """Understands one of a few sentences in whatever is loud, the next one after each pause.

    The words come six a second while there is sound; the last one lasts as long as that does. So
    what is short is the beginning of a sentence.

    Args:
        language: BCP-47 code; a language without sentences is taken for English.
    """

    def __init__(self, language: str = "en") -> None:
        name = language.partition("-")[0].lower()
        self._sentences: Sequence[str] = SENTENCES.get(name, SENTENCES["en"])
        self._heard = -1
        self._words: list[str] = []
        self._sound_ms = 0
        self._quiet_ms = PAUSE_MS

    def word(self, window: bytes) -> str | None:
        """See ``Hearing``."""
        self._quiet_ms = 0 if _is_loud(window) else self._quiet_ms + WINDOW_MS
        if self._quiet_ms > HANGOVER_MS:
            if self._quiet_ms >= PAUSE_MS:
                self._words = []
            return None
        if not self._words:
            self._heard += 1
            self._words = self._sentences[self._heard % len(self._sentences)].split()
            self._sound_ms = 0
        index, at_ms = divmod(self._sound_ms, WORD_MS + WORD_GAP_MS)
        self._sound_ms += WINDOW_MS
        if index >= len(self._words):
            return self._words[-1]
        is_last = index == len(self._words) - 1
        return self._words[index] if at_ms < WORD_MS or is_last else ""


def _is_loud(window: bytes) -> bool:
    samples = array("h", window)
    if sys.byteorder == "big":
        samples.byteswap()
    return max(max(samples, default=0), -min(samples, default=0)) > LOUD
