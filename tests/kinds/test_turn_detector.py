from __future__ import annotations

import asyncio
import logging
import math

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.errors import CommandError
from ten_lite.kinds import UNSURE, TurnDetectorExtension
from ten_lite.messages import ErrorMessage, TurnCheck, TurnVerdict
from ten_lite.testing import Harness


class Oracle(TurnDetectorExtension[AddonConfig]):
    """The text is the score; ``slow`` thinks for a minute, ``late`` fails by a time-out."""

    async def configure(self) -> None:
        self.cancelled = 0

    async def finished(self, check: TurnCheck) -> float:
        if check.text == "late":
            raise TimeoutError("of its own")
        if check.text == "slow":
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        return float(check.text)


SPEC = AddonSpec(
    name="oracle",
    kind="turn_detector",
    description="",
    factory=f"{__name__}:Oracle",
    inputs=(TurnCheck,),
)


async def verdicts(harness: Harness, text: str) -> list[float]:
    async with harness.call(TurnCheck(text)) as results:
        return [result.finished async for result in results if isinstance(result, TurnVerdict)]


@pytest.mark.parametrize(
    ("score", "told"), [("0.25", 0.25), ("-3", 0.0), ("1.5", 1.0), ("inf", 1.0), ("-inf", 0.0)]
)
async def test_a_check_is_answered_by_one_verdict_from_0_to_1(score: str, told: float):
    async with Harness(SPEC) as harness:
        assert await verdicts(harness, score) == [told]


async def test_a_detector_that_is_too_slow_is_unsure_in_time_and_stopped(
    caplog: pytest.LogCaptureFixture,
):
    async with Harness(SPEC) as harness:
        before = asyncio.get_running_loop().time()
        with caplog.at_level(logging.WARNING):
            assert await verdicts(harness, "slow") == [UNSURE]
        assert asyncio.get_running_loop().time() - before == pytest.approx(0.3)
        detector = harness.session.nodes["addon"].extension
        assert isinstance(detector, Oracle)
        assert detector.cancelled == 1
        assert "no verdict within 0.3 s" in caplog.text


async def test_a_check_that_nobody_waits_for_is_stopped():
    async with Harness(SPEC) as harness:
        results = harness.call(TurnCheck("slow"))
        await asyncio.sleep(0.1)
        await results.aclose()
        detector = harness.session.nodes["addon"].extension
        assert isinstance(detector, Oracle)
        assert detector.cancelled == 1


@pytest.mark.parametrize("text", ["late", "no number", str(math.nan)])
async def test_an_exception_is_a_failure_of_the_node_and_an_error_at_the_caller(text: str):
    async with Harness(SPEC) as harness:
        with pytest.raises(CommandError):
            await verdicts(harness, text)
        assert (await harness.pull(ErrorMessage)).code == "node_restarted"
