"""The client asks for silence by a key, not by speech."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import Interrupt, TtsFlush, TtsPause, TtsResume, TurnCheck, UserJoined
from ten_lite_main_control.tests.kit import FOREVER, Desk, desk


async def speaking(d: Desk) -> None:
    d.script(["One two three. ", FOREVER])
    await d.hear_and_wait("count for me")
    d.voice_starts("s1-1")


async def test_an_answer_that_is_heard_is_flushed_at_once_and_the_model_stopped():
    async with desk(voice=False) as d:
        await speaking(d)
        d.push(Interrupt())
        assert len(d.flushes) == 1  # without so much as a round of the loop
        await asyncio.sleep(0.1)
        assert len(d.neighbours.broken_off) == 1
        assert len(d.requests) == 1


async def test_an_answer_that_is_still_thought_about_is_not_given():
    async with desk() as d:
        d.script([FOREVER])
        await d.hear_and_wait("count for me")
        d.push(Interrupt())
        await asyncio.sleep(60)
        assert len(d.neighbours.broken_off) == 1
        assert d.spoken == []
        assert d.errors == []


async def test_what_was_heard_stays_in_the_history_and_the_next_turn_is_answered():
    async with desk(voice=False) as d:
        await speaking(d)
        d.push(Interrupt())
        await d.hear_and_wait("thank you")
        assert d.history()[:3] == [
            ("user", "count for me"),
            ("assistant", "One two three."),
            ("user", "thank you"),
        ]
        assert d.spoken[-1] == ("s1-2", "Yes.", True)


async def test_an_answer_that_is_held_is_flushed_and_not_resumed():
    async with desk(without=(TurnCheck,), voice=False) as d:
        await speaking(d)
        d.starts()
        d.push(Interrupt())
        d.stops()
        await asyncio.sleep(60)
        kinds = TtsPause | TtsResume | TtsFlush
        acts = [type(message) for message in d.received if isinstance(message, kinds)]
        assert acts == [TtsPause, TtsFlush]


async def test_twice_flushes_once():
    async with desk(voice=False) as d:
        await speaking(d)
        d.push(Interrupt())
        d.push(Interrupt())
        assert len(d.flushes) == 1


async def test_nothing_is_flushed_when_nothing_is_said():
    async with desk() as d:
        d.push(Interrupt())
        await d.hear_and_wait("hello")
        await asyncio.sleep(60)
        d.push(Interrupt())
        assert d.flushes == []


@pytest.mark.parametrize(("protect", "flushes"), [((), 1), (("greeting",), 0)])
async def test_what_is_protected_is_said_to_its_end(protect: tuple[str, ...], flushes: int):
    async with desk(greeting="Welcome.", protect=protect, voice=False) as d:
        d.push(UserJoined())
        d.voice_starts("greeting")
        d.push(Interrupt())
        assert len(d.flushes) == flushes
