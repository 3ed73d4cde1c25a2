"""Speech over an answer, with a voice that can hold it."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import SessionConfig, TtsFlush, TtsPause, TtsResume, TurnCheck, UserJoined
from ten_lite_main_control.tests.kit import FOREVER, Desk, desk

CAN_PAUSE = (TurnCheck,)


async def speaking(d: Desk) -> None:
    d.script(["One two three. ", FOREVER])
    await d.hear_and_wait("count for me")
    d.voice_starts("s1-1")


def acts(d: Desk) -> list[str]:
    kinds = TtsPause | TtsResume | TtsFlush
    return [type(message).__name__ for message in d.received if isinstance(message, kinds)]


async def test_a_cough_holds_the_answer_and_lets_it_go_on():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        await speaking(d)
        d.starts()
        assert acts(d) == ["TtsPause"]
        await asyncio.sleep(0.3)
        d.stops()
        await asyncio.sleep(1.8)
        assert acts(d) == ["TtsPause", "TtsResume"]
        assert d.all(TtsPause)[0].pause_id == d.all(TtsResume)[0].pause_id
        assert d.neighbours.broken_off == []


async def test_words_flush_what_is_held():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        await speaking(d)
        d.starts()
        d.hear("stop", final=False)
        assert acts(d) == ["TtsPause", "TtsFlush"]
        await asyncio.sleep(60)
        assert "TtsResume" not in acts(d)


async def test_each_pause_has_an_id_of_its_own():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        await speaking(d)
        for _ in range(3):
            d.starts()
            d.stops()
            d.hear("")
        assert len({pause.pause_id for pause in d.all(TtsPause)}) == 3
        assert len(d.all(TtsResume)) == 3


async def test_a_voice_that_cannot_hold_is_flushed():
    async with desk(voice=False) as d:
        await speaking(d)
        d.starts()
        assert acts(d) == ["TtsFlush"]


@pytest.mark.parametrize(("language", "goes_on"), [("de-DE", True), ("en-US", False)])
async def test_a_change_of_language_changes_what_is_agreement(language: str, goes_on: bool):
    async with desk(voice=False) as d:
        d.push(SessionConfig(language))
        await speaking(d)
        d.hear("genau")
        assert (d.flushes == []) is goes_on


@pytest.mark.parametrize("is_protected", [False, True])
async def test_a_protected_greeting_is_heard_to_its_end_and_then_the_user_is_answered(
    is_protected: bool,
):
    protect = ("greeting",) if is_protected else ()
    async with desk(greeting="Welcome.", protect=protect, voice=False) as d:
        d.push(UserJoined())
        d.voice_starts("greeting")
        await d.hear_and_wait("what is the price")
        assert len(d.flushes) == (not is_protected)
        assert len(d.requests) == (not is_protected)
        d.voice_ends("greeting", 300)
        await asyncio.sleep(0.5)
        assert len(d.requests) == 1
        assert d.requests[0][-1]["content"] == "what is the price"
