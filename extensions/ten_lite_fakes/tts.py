"""``fake_tts``: a tone in place of a voice."""

from __future__ import annotations

import asyncio
import math
import sys
from array import array
from collections.abc import AsyncGenerator
from functools import lru_cache

from ten_lite.kinds import TtsExtension
from ten_lite_fakes.config import FakeTtsConfig

__all__ = ["FakeTts"]

AMPLITUDE = 8_000
PITCHES = {"low": 0.5, "middle": 1.0, "high": 2.0}


class FakeTts(TtsExtension[FakeTtsConfig]):
    """Speaks a tone of ``word_ms`` for each word."""

    async def configure(self) -> None:
        """Keep the lead that is asked for."""
        self.lead_s = self.config.lead_s

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The tone, a word at a time."""
        second = _tone(self.config.tone_hz * PITCHES[self.config.voice], self.voice_rate_hz)
        if self.config.delay_ms:
            await asyncio.sleep(self.config.delay_ms / 1000)
        word_bytes = 2 * (self.voice_rate_hz * self.config.word_ms // 1000)
        for _ in text.split():
            whole, rest = divmod(word_bytes, len(second))
            yield second * whole + second[:rest]


@lru_cache(maxsize=8)  # the same for all sessions
def _tone(tone_hz: float, sample_rate_hz: int) -> bytes:
    step = 2 * math.pi * tone_hz / sample_rate_hz
    samples = array("h", (int(AMPLITUDE * math.sin(step * n)) for n in range(sample_rate_hz)))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
