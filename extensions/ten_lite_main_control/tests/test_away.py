"""A user whose connection is lost finds the conversation where it was."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import (
    Notice,
    TtsFlush,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnCheck,
    UserJoined,
    UserLeft,
)
from ten_lite_main_control.tests.kit import FOREVER, Desk, desk
from ten_lite_main_control.turn_time import TurnTime

CAN_PAUSE = (TurnCheck,)


async def speaking(d: Desk) -> None:
    d.script(["One two three. ", FOREVER])
    await d.hear_and_wait("count for me")
    d.voice_starts("s1-1")


def leave(d: Desk) -> None:
    d.push(UserLeft())


def come_back(d: Desk) -> None:
    d.push(UserJoined(is_back=True))


def acts(d: Desk) -> list[str]:
    kinds = TtsPause | TtsResume | TtsFlush
    return [type(message).__name__ for message in d.received if isinstance(message, kinds)]


def test_the_time_of_the_conversation_stands_still_while_the_user_is_away():
    time = TurnTime()
    assert time.at(1_000) == 1_000
    time.stop(1_000)
    time.stop(2_000)
    assert (time.at(5_000), time.is_stopped) == (1_000, True)
    time.go_on(6_000)
    time.go_on(7_000)
    assert (time.at(6_500), time.is_stopped) == (1_500, False)
    time.stop(7_000)
    time.go_on(8_000)
    assert time.at(8_000) == 2_000


async def test_an_answer_is_held_until_the_user_is_back():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        await speaking(d)
        leave(d)
        assert acts(d) == ["TtsPause"]
        await asyncio.sleep(29)
        assert acts(d) == ["TtsPause"]
        come_back(d)
        assert acts(d) == ["TtsPause", "TtsResume"]
        assert d.neighbours.broken_off == []


async def test_an_answer_that_begins_while_the_user_is_away_is_held_before_its_first_word():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        leave(d)
        assert acts(d) == []
        d.hear("what time is it")
        await asyncio.sleep(0.5)
        kinds = TtsPause | TtsTextInput
        order = [type(m).__name__ for m in d.received if isinstance(m, kinds)]
        assert order[0] == "TtsPause"
        assert "TtsTextInput" in order
        come_back(d)
        assert acts(d) == ["TtsPause", "TtsResume"]


async def test_a_notice_that_is_told_to_who_is_away_is_held():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        leave(d)
        d.push(Notice("Your timer is over."))
        assert acts(d) == ["TtsPause"]
        come_back(d)
        assert acts(d) == ["TtsPause", "TtsResume"]


async def test_words_that_were_on_their_way_interrupt_and_the_next_answer_is_held():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        await speaking(d)
        leave(d)
        d.hear("no, stop")
        await asyncio.sleep(0.5)
        assert acts(d) == ["TtsPause", "TtsFlush", "TtsPause"]
        come_back(d)
        assert acts(d)[-1] == "TtsResume"
        assert len({pause.pause_id for pause in d.all(TtsPause)}) == 2


async def test_speech_over_an_answer_holds_it_longer_than_the_absence():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        await speaking(d)
        d.starts()
        leave(d)
        await asyncio.sleep(20)
        come_back(d)
        assert acts(d) == ["TtsPause"]
        d.stops()
        await asyncio.sleep(2.1)
        assert acts(d) == ["TtsPause", "TtsResume"]


async def test_a_cough_on_the_way_does_not_end_the_hold():
    async with desk(without=CAN_PAUSE, voice=False) as d:
        await speaking(d)
        leave(d)
        d.starts()
        d.stops()
        d.hear("")
        await asyncio.sleep(10)
        assert acts(d) == ["TtsPause"]
        come_back(d)
        assert acts(d) == ["TtsPause", "TtsResume"]


async def test_nobody_is_asked_for_while_away():
    async with desk(away_after_s=5, away_prompts=["Are you there?"]) as d:
        await asyncio.sleep(3)
        leave(d)
        await asyncio.sleep(25)
        come_back(d)
        await asyncio.sleep(1.9)
        assert d.spoken == []
        await asyncio.sleep(0.2)
        assert [text for _, text, _ in d.spoken] == ["Are you there?"]


async def test_a_conversation_that_another_server_has_lost_goes_on_without_a_greeting():
    before = ({"role": "user", "content": "I am Ada."}, {"role": "assistant", "content": "Hi Ada."})
    async with desk(greeting="Hello.") as d:
        d.push(UserJoined(history=before))
        assert d.spoken == []
        await d.hear_and_wait("who am I")
        assert d.history()[:3] == [
            ("user", "I am Ada."),
            ("assistant", "Hi Ada."),
            ("user", "who am I"),
        ]


async def test_who_is_back_is_not_greeted():
    async with desk(greeting="Hello.") as d:
        come_back(d)
        await asyncio.sleep(1)
        assert d.spoken == []


@pytest.mark.parametrize("is_voiced", [True, False])
async def test_a_voice_that_cannot_hold_goes_on(is_voiced: bool):
    async with desk(voice=is_voiced) as d:
        d.script(["One two three. ", FOREVER])
        await d.hear_and_wait("count for me")
        leave(d)
        come_back(d)
        assert acts(d) == []
        assert d.neighbours.broken_off == []
