from __future__ import annotations

import pytest

from ten_lite.messages import TurnCheck, TurnVerdict
from ten_lite.testing import Harness
from ten_lite_turn_detectors import PUNCTUATION_TURN_DETECTOR


async def score(check: TurnCheck, **properties: str) -> float:
    async with Harness(PUNCTUATION_TURN_DETECTOR, properties) as harness:
        verdict = await harness.call(check).result()
        assert isinstance(verdict, TurnVerdict)
        return verdict.finished


@pytest.mark.parametrize(("text", "told"), [("What time is it?", 0.95), ("I want to", 0.1)])
async def test_a_check_is_answered(text: str, told: float):
    assert await score(TurnCheck(text)) == told


async def test_the_language_is_that_of_the_check():
    assert await score(TurnCheck("weil", "de-DE")) < await score(TurnCheck("weil", "en-US"))


async def test_the_language_of_the_configuration_is_stronger():
    check = TurnCheck("weil", "en-US")
    assert await score(check, language="de-DE") < await score(check)


async def test_what_was_asked_before_counts():
    asked, told = TurnCheck("two", before="How many?"), TurnCheck("two", before="I see.")
    assert await score(asked) > await score(told)
