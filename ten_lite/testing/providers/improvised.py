"""What fake providers say when they improvise: an answer to anything, tones for a voice."""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ten_lite.testing.providers.hearing import SENTENCES

__all__ = ["HUM_MS", "answer_to", "hum", "sentence_in", "tones"]

WORD_MS, GAP_MS, FADE_MS = 170, 50, 10
HUM_MS = 60
HEADER_BYTES, BEGINNING_BYTES = 44, 3_200
AMPLITUDE = 6_000
SCALE_HZ = (262, 294, 330, 392, 440, 523, 587, 659)
TEXTS = ("text", "input_text")
ANSWERS = {"en": "You said: {text}. I am only a fake.", "de": "Du sagtest: {text}. Ich bin unecht."}


def answer_to(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """The answer to the user's last message, in words.

    Args:
        messages: In the shape of chat completions, of responses, or Anthropic's.
    """
    said = [_text(message["content"]) for message in messages if message.get("role") == "user"]
    text = next((text for text in reversed(said) if text), "nothing").rstrip(" .!?")
    language = "de" if text in SENTENCES["de"] else "en"
    return [f"{word} " for word in ANSWERS[language].format(text=text).split()]


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = [part.get("text", "") for part in content or () if part.get("type") in TEXTS]
    return " ".join(parts)


def sentence_in(file: bytes, language: str) -> list[str]:
    """The words heard in a file of any sound; the same where it begins alike.

    So what is transcribed ahead is what is transcribed in the end.

    Args:
        file: A WAV file.
        language: ISO-639-1 code; a language without sentences is taken for English.
    """
    sentences = SENTENCES.get(language, SENTENCES["en"])
    beginning = file[HEADER_BYTES : HEADER_BYTES + BEGINNING_BYTES]
    first, *others = sentences[zlib.crc32(beginning) % len(sentences)].split()
    return [first, *(f" {word}" for word in others)]


def tones(text: str, *, sample_rate_hz: int = 16_000) -> bytes:
    """A tone for each word of ``text``, 220 ms with the gap behind it: 16-bit mono PCM.

    The same word always has the same pitch.
    """
    gap = bytes(2 * (sample_rate_hz * GAP_MS // 1000))
    words = (word for word in text.split() if any(map(str.isalnum, word)))
    return b"".join(_tone(_pitch_hz(word), sample_rate_hz) + gap for word in words)


def hum(text: str, *, sample_rate_hz: int = 16_000) -> bytes:
    """The same with 60 ms for each letter and digit, for who tells which character sounds when."""
    words = ((word, sum(map(str.isalnum, word))) for word in text.split())
    return b"".join(
        _tone(_pitch_hz(word), sample_rate_hz, HUM_MS * letters) for word, letters in words
    )


def _pitch_hz(word: str) -> int:
    return SCALE_HZ[sum(map(ord, word.lower())) % len(SCALE_HZ)]


@lru_cache(maxsize=64)
def _tone(pitch_hz: int, sample_rate_hz: int, duration_ms: int = WORD_MS) -> bytes:
    count = sample_rate_hz * duration_ms // 1000
    fade = sample_rate_hz * FADE_MS // 1000
    step = 2 * math.pi * pitch_hz / sample_rate_hz
    samples = array(
        "h",
        (
            int(AMPLITUDE * min(1.0, n / fade, (count - n) / fade) * math.sin(step * n))
            for n in range(count)
        ),
    )
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
