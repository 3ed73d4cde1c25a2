"""What the agent says of its own accord: notices, reminders, the farewell."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ten_lite.errors import CommandError
from ten_lite.messages import Notice, TtsPause, TurnCheck
from ten_lite_main_control.tests.kit import FOREVER, Desk, desk


def told(d: Desk) -> list[str]:
    return [text for _, text, _ in d.spoken]


async def test_a_notice_is_told_at_once_when_nobody_speaks():
    async with desk() as d:
        d.push(Notice("Your timer is over."))
        assert told(d) == ["Your timer is over."]
        await asyncio.sleep(0.1)
        assert d.history() == [("assistant", "Your timer is over.")]


async def test_notices_are_told_one_after_another_in_order():
    async with desk(voice=False) as d:
        d.push(Notice("One."))
        d.push(Notice("Two."))
        first = d.spoken[0][0]
        assert told(d) == ["One."]
        d.voice_starts(first)
        d.voice_ends(first, 500)
        await asyncio.sleep(0.4)
        assert told(d) == ["One."]
        await asyncio.sleep(0.2)
        assert told(d) == ["One.", "Two."]


async def test_a_notice_waits_for_the_answer_under_way():
    async with desk() as d:
        d.script(["It is ", 1.0, "noon."])
        d.hear("what time is it")
        await asyncio.sleep(0.5)
        d.push(Notice("Your timer is over."))
        await asyncio.sleep(1)
        assert told(d)[-1] == "Your timer is over."
        assert d.flushes == []


async def test_a_notice_waits_while_the_user_speaks():
    async with desk() as d:
        d.starts()
        d.push(Notice("Your timer is over."))
        assert told(d) == []
        d.stops()
        d.hear("hello")
        await asyncio.sleep(0.1)
        assert told(d) == ["Yes.", "Your timer is over."]


@pytest.mark.parametrize(("protect", "flushes"), [((), 1), (("notice",), 0)])
async def test_a_notice_can_be_protected(protect: tuple[str, ...], flushes: int):
    async with desk(voice=False, protect=protect) as d:
        d.push(Notice("Your timer is over."))
        d.voice_starts(d.spoken[0][0])
        d.hear("thank you very much")
        assert len(d.flushes) == flushes


async def test_a_user_who_is_away_is_asked_told_goodbye_and_hung_up_on():
    prompts = ("Are you there?", "Hello?")
    async with desk(away_after_s=10, away_prompts=prompts, farewell="Goodbye.") as d:
        await asyncio.sleep(10.1)
        assert told(d) == ["Are you there?"]
        await asyncio.sleep(10)
        assert told(d) == ["Are you there?", "Hello?"]
        assert not d.session.ending
        await asyncio.sleep(10)
        assert told(d)[-1] == "Goodbye."
        assert d.session.ending


async def test_the_session_ends_when_the_farewell_was_heard_and_not_before():
    async with desk(max_session_s=10, farewell="Goodbye.", voice=False) as d:
        await asyncio.sleep(10.1)
        farewell = d.spoken[-1][0]
        d.voice_starts(farewell)
        d.hear("wait, one more thing")
        d.voice_ends(farewell, 700)
        await asyncio.sleep(0.6)
        assert not d.session.ending
        await asyncio.sleep(0.2)
        assert d.session.ending
        assert d.requests == []


@pytest.mark.parametrize("farewell", ["", "Goodbye."])
@pytest.mark.parametrize(
    "properties", [{}, {"speculative": True}, {"without": (TtsPause, TurnCheck)}]
)
async def test_the_longest_session_ends_in_mid_answer(farewell: str, properties: dict[str, Any]):
    async with desk(max_session_s=10, farewell=farewell, **properties) as d:
        d.script(["One two. ", FOREVER])
        await d.hear_and_wait("hello")
        await asyncio.sleep(10)
        assert d.session.ending
        assert len(d.neighbours.broken_off) == 1


async def fail_once(d: Desk) -> None:
    d.session.nodes["control"].failed(RuntimeError("a defect"))
    await asyncio.sleep(0.2)


async def test_a_restart_makes_the_session_no_longer():
    async with desk(max_session_s=10) as d:
        await asyncio.sleep(6)
        await fail_once(d)
        await asyncio.sleep(4)
        assert d.session.ending


async def test_a_restart_during_the_farewell_ends_the_session():
    async with desk(max_session_s=10, farewell="Goodbye.", voice=False) as d:
        await asyncio.sleep(10.1)
        await fail_once(d)
        assert d.session.ending


@pytest.mark.parametrize("state", ["hearing", "ending", "thinking", "speaking", "paused"])
async def test_after_a_restart_in_any_state_the_next_question_is_answered(state: str):
    async with desk(without=(TurnCheck,), voice=False) as d:
        d.script(["One two. ", FOREVER])
        if state in ("hearing", "ending"):
            d.starts()
            d.hear("hel", final=False)
        if state == "ending":
            d.stops()
        if state in ("thinking", "speaking", "paused"):
            await d.hear_and_wait("count")
        if state in ("speaking", "paused"):
            d.voice_starts("s1-1")
        if state == "paused":
            d.starts()
        await fail_once(d)
        d.neighbours.script.clear()
        await d.hear_and_wait("hello again")
        assert d.requests[-1][-1]["content"] == "hello again"
        assert told(d)[-1] == "Yes."


async def test_a_notice_that_waits_outlives_a_restart():
    async with desk() as d:
        d.starts()
        d.push(Notice("Your timer is over."))
        await fail_once(d)
        assert told(d) == ["Your timer is over."]


SORRY = "I am sorry, something went wrong."


async def test_an_apology_is_said_when_the_model_fails_and_the_next_turn_works():
    async with desk(apology=SORRY) as d:
        d.script([CommandError("the model is on fire")], ["Better."])
        await d.hear_and_wait("first")
        assert [text for _, text, _ in d.spoken] == [SORRY]
        await d.hear_and_wait("second")
        assert d.spoken[-1][1] == "Better."
        assert d.history()[:3] == [("user", "first"), ("assistant", SORRY), ("user", "second")]


async def test_an_apology_comes_after_what_was_said_of_the_answer():
    async with desk(apology=SORRY) as d:
        d.script(["This is true. This is", 0.5, CommandError("gone")])
        await d.hear_and_wait("first", wait_s=1)
        assert [text for _, text, _ in d.spoken if text] == ["This is true. ", SORRY]


async def test_an_apology_is_said_for_an_empty_answer():
    async with desk(apology=SORRY) as d:
        d.script([""])
        await d.hear_and_wait("first")
        assert [text for _, text, _ in d.spoken] == [SORRY]


async def test_an_apology_is_said_when_the_voice_breaks_off():
    async with desk(apology=SORRY, voice=False) as d:
        await d.hear_and_wait("first")
        d.voice_starts("s1-1")
        d.voice_ends("s1-1", 0, "error")
        await asyncio.sleep(0.1)
        assert d.spoken[-1][1] == SORRY


async def test_nobody_apologizes_for_an_apology():
    async with desk(apology=SORRY, voice=False, voice_timeout_s=2.0) as d:
        await d.hear_and_wait("first", wait_s=30)  # the voice is dead
        assert [text for _, text, _ in d.spoken].count(SORRY) == 1
        assert {code for code, _ in d.errors} == {"no_answer"}
        assert len(d.errors) == 2
