"""How late a recogniser tells that its words are, on the session's clock."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.kinds import SttExtension
from ten_lite.messages import AsrResult, PcmFrame
from ten_lite.testing import Harness

from .figures_kit import figures

RATE_HZ = 16_000
FRAME = bytes(RATE_HZ * 2 // 10)  # 100 ms


class Ear(SttExtension[AddonConfig]):
    """Tells a word 50 ms after the second frame, and the final 250 ms after the fourth."""

    async def configure(self) -> None:
        self._frames = 0

    def hear(self, frame: PcmFrame) -> None:
        self._frames += 1
        self.gave(frame.data, frame.sample_rate_hz)
        if self._frames % 4 == 2:
            self.spawn(self._tell("one", 0.05, final=False), name="partial")
        elif self._frames % 4 == 0:
            self.spawn(self._tell("one two", 0.25, final=True), name="final")

    async def _tell(self, text: str, delay_s: float, *, final: bool) -> None:
        start_ms = 100 * (self._frames - 1) // 400 * 400
        duration_ms = 400 if final else 200
        await asyncio.sleep(delay_s)
        self.send_result(text, final=final, start_ms=start_ms, duration_ms=duration_ms)


EAR = AddonSpec(
    name="ear",
    kind="stt",
    description="",
    factory=f"{__name__}:Ear",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
)


async def speak(harness: Harness, frames: int) -> None:
    for _ in range(frames):
        await asyncio.sleep(0.1)
        harness.push(PcmFrame(FRAME, RATE_HZ))


async def test_a_recogniser_tells_of_each_utterance_how_late_its_words_were():
    async with Harness(EAR) as harness:
        await speak(harness, 8)
        await asyncio.sleep(1)
        told = {"first_word_ms": 250, "final_ms": 250, "sound_ms": 600}
        rest = {"first_word_ms": 250, "final_ms": 250, "sound_ms": 200}
        assert await figures(harness) == [("s1-0", told), ("s1-1", rest)]


async def test_a_recogniser_tells_at_the_end_what_it_was_given_since(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", logger="ten_lite.metrics")
    async with Harness(EAR) as harness:
        await speak(harness, 1)
    assert "ear: sound_ms 100" in caplog.messages
