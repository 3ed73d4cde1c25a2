"""Sound that a test can read: each word, or letter, is a run of one sample value."""

from __future__ import annotations

from itertools import groupby

__all__ = ["NUMBERS", "pause", "read_numbers", "say_numbers", "spell"]

NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
"""The words ``FakeDeepgram`` knows."""

STEP = 1_000
"""The first word's samples; the second word's are twice that, and so on."""

WORD_MS, GAP_MS, LETTER_MS = 200, 40, 10
SHORTEST_WORD_MS = 150


def say_numbers(*words: str, sample_rate_hz: int = 16_000) -> bytes:
    """The sound of ``words``, each 200 ms long and 40 ms from the next.

    Raises:
        ValueError: A word is not one of ``NUMBERS``.
    """
    gap = pause(GAP_MS, sample_rate_hz=sample_rate_hz)
    return b"".join(_run(_sample(word), WORD_MS, sample_rate_hz) + gap for word in words)


def pause(duration_ms: int, *, sample_rate_hz: int = 16_000) -> bytes:
    """Silence."""
    return _run(0, duration_ms, sample_rate_hz)


def spell(text: str, *, sample_rate_hz: int = 16_000) -> bytes:
    """What ``FakeElevenLabs`` speaks: 10 ms for each letter or digit, with its code as samples."""
    return b"".join(
        _run(ord(letter) % 30_000, LETTER_MS, sample_rate_hz) for letter in text if letter.isalnum()
    )


def read_numbers(sound: bytes, *, sample_rate_hz: int = 16_000) -> list[str]:
    """The words of ``say_numbers`` in ``sound``; a piece of a word shorter than 150 ms is none."""
    window_bytes = 2 * (sample_rate_hz * LETTER_MS // 1000)
    middles = range(window_bytes // 4 * 2, len(sound) - 1, window_bytes)
    heard = [
        round(int.from_bytes(sound[at : at + 2], "little", signed=True) / STEP) for at in middles
    ]
    runs = [(number, len(list(same)) * LETTER_MS) for number, same in groupby(heard)]
    return [
        NUMBERS[number - 1]
        for number, long_ms in runs
        if 1 <= number <= len(NUMBERS) and long_ms >= SHORTEST_WORD_MS
    ]


def _sample(word: str) -> int:
    if word not in NUMBERS:
        raise ValueError(f"{word!r} is not one of {', '.join(NUMBERS)}")
    return STEP * (NUMBERS.index(word) + 1)


def _run(sample: int, duration_ms: int, sample_rate_hz: int) -> bytes:
    return sample.to_bytes(2, "little", signed=True) * (sample_rate_hz * duration_ms // 1000)
