"""Answers that begin before the turn is over, and a detector that says when it is."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ten_lite.errors import CommandError
from ten_lite.messages import (
    AsrResult,
    ChatDelta,
    LikelyEndOfSpeech,
    TextData,
    ToolCall,
    TtsFlush,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnCheck,
)
from ten_lite_main_control.tests.kit import FOREVER, Desk, calling, desk

WITH_DETECTOR = (TtsPause, TtsResume)


async def guessing(d: Desk, text: str = "what time is it") -> None:
    d.starts()
    d.push(AsrResult(text, False, "u1"))
    d.push(LikelyEndOfSpeech(0))
    await asyncio.sleep(0.5)


def said_or_done(d: Desk) -> list[Any]:
    return [
        message
        for message in d.received
        if isinstance(message, TtsTextInput | ToolCall)
        or (isinstance(message, TextData) and message.role == "assistant")
    ]


@pytest.mark.parametrize(
    "answer", [["It is noon."], [calling(("clock", "{}"))], [CommandError("no")], [""]]
)
async def test_a_guess_asks_the_model_and_does_nothing_else_before_the_turn_is_over(
    answer: list[str | ChatDelta | Exception],
):
    async with desk(speculative=True) as d:
        d.script(answer)
        await guessing(d)
        assert len(d.requests) == 1
        assert d.requests[0][-1]["content"] == "what time is it"
        assert said_or_done(d) == []
        assert d.errors == []
        assert d.history() == []


async def test_a_guess_that_was_right_is_spoken_when_the_turn_is_over():
    async with desk(speculative=True) as d:
        d.script(["It is noon."])
        await guessing(d)
        d.stops()
        d.push(AsrResult("What time is it?", True, "u1"))
        await asyncio.sleep(0.1)
        assert len(d.requests) == 1
        assert d.spoken == [("s1-1", "It is noon.", True)]
        assert d.history() == [("user", "what time is it"), ("assistant", "It is noon.")]


async def test_a_guess_that_was_wrong_is_closed_and_leaves_no_trace():
    async with desk(speculative=True) as d:
        d.script(["It is ", FOREVER], ["In Rome it is one."])
        await guessing(d)
        d.stops()
        d.push(AsrResult("what time is it in Rome", True, "u1"))
        await asyncio.sleep(0.1)
        assert len(d.neighbours.broken_off) == 1
        assert [text for _, text, _ in d.spoken] == ["In Rome it is one."]
        assert d.history()[0] == ("user", "what time is it in Rome")
        assert len(d.history()) == 2


async def test_a_guess_that_another_node_flushes_is_made_again():
    async with desk(speculative=True) as d:
        d.script(["It is ", FOREVER], ["It is noon."])
        await guessing(d)
        d.push(TtsFlush("theirs"))
        await asyncio.sleep(0.1)
        d.stops()
        d.push(AsrResult("what time is it", True, "u1"))
        await asyncio.sleep(0.1)
        assert [text for _, text, _ in d.spoken] == ["It is noon."]
        assert d.history() == [("user", "what time is it"), ("assistant", "It is noon.")]


async def test_the_detector_is_asked_what_was_said_and_before():
    async with desk(without=WITH_DETECTOR) as d:
        await d.hear_and_wait("hello")
        await d.hear_and_wait("and now")
        assert d.neighbours.checks == [
            TurnCheck("hello", "en-US", ""),
            TurnCheck("and now", "en-US", "Yes."),
        ]


@pytest.mark.parametrize(
    ("verdict", "wait_s"),
    [(1.0, 0.0), (0.0, 2.0), (0.5, 1.0), (CommandError("broken"), 1.0), (None, 1.0)],
)
async def test_the_answer_waits_as_the_detector_says_or_half_the_time_if_it_says_nothing(
    verdict: float | Exception | None, wait_s: float
):
    async with desk(without=WITH_DETECTOR, max_wait_s=2.0) as d:
        d.neighbours.verdict = verdict
        d.hear("hello")
        if wait_s:
            await asyncio.sleep(wait_s - 0.05)
            assert d.requests == []
        await asyncio.sleep(0.1)
        assert len(d.requests) == 1
