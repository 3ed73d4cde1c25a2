"""``local_stt`` with a model that hears as many words as there are loud seconds."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import AsrResult, EndOfSpeech, LikelyEndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.testing import Harness

from .fake_models import LOUD, STT, Counter


@pytest.fixture(autouse=True)
def fresh_counter() -> None:
    Counter.reset()


def second(sound: bytes = LOUD) -> PcmFrame:
    return PcmFrame(sound * 16_000)


def results(harness: Harness) -> list[tuple[str, bool]]:
    return [(m.text, m.final) for m in harness.received if isinstance(m, AsrResult)]


async def until_idle() -> None:
    await asyncio.sleep(0.01)


async def test_an_utterance_without_words_has_an_empty_final():
    async with Harness(STT) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(second(b"\0\0"))
        harness.push(LikelyEndOfSpeech(900))
        harness.push(EndOfSpeech(900))
        await until_idle()
        assert results(harness) == [("", True)]


async def test_what_was_worked_ahead_is_told_before_the_end_is_certain():
    async with Harness(STT, {"partial_every_ms": 0}) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(second())
        harness.push(LikelyEndOfSpeech(1000))
        await until_idle()
        assert results(harness) == [("word", False)]
        harness.push(EndOfSpeech(1000))
        await until_idle()
        assert results(harness) == [("word", False), ("word", True)]
        assert len(Counter.runs) == 1


async def test_work_ahead_that_is_late_is_told_as_the_final_only():
    async with Harness(STT, {"partial_every_ms": 0}) as harness:
        Counter.may_run.clear()
        harness.push(StartOfSpeech(0))
        harness.push(second())
        harness.push(LikelyEndOfSpeech(1000))
        harness.push(EndOfSpeech(1000))
        Counter.may_run.set()
        await until_idle()
        assert results(harness) == [("word", True)]


async def test_work_ahead_without_words_is_no_partial():
    async with Harness(STT) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(LikelyEndOfSpeech(0))
        await until_idle()
        assert results(harness) == []


async def test_partials_go_on_when_the_user_does():
    async with Harness(STT, {"partial_every_ms": 500}) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(second())
        await until_idle()
        harness.push(LikelyEndOfSpeech(1000))
        await until_idle()
        harness.push(second())
        await until_idle()
        assert results(harness) == [("word", False), ("word", False), ("word word", False)]


async def test_a_final_that_was_worked_ahead_waits_for_no_partial():
    async with Harness(STT, {"partial_every_ms": 500}) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(second())
        harness.push(LikelyEndOfSpeech(1000))
        await until_idle()
        Counter.may_run.clear()
        harness.push(second(b"\0\0"))  # the pause is longer than the time between two partials
        harness.push(EndOfSpeech(1000))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert results(harness)[-1] == ("word", True)
        Counter.may_run.set()
