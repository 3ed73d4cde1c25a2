"""A node goes back to its own addon when that is healthy again, between turns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from ten_lite.config.definition import RestartDef
from ten_lite.errors import CommandError
from ten_lite.messages import ChatCompletion, ChatDelta, TextData, TtsTextInput
from ten_lite.runtime import ResourcePool, Session
from ten_lite.testing import leftover_tasks

from .fallback_kit import (
    EDGES,
    NO_RESTARTS,
    NODES,
    First,
    Script,
    Second,
    Third,
    chat,
    live_with,
    running,
    say,
    scripts,
    words,
)
from .kit import Node, errors, ext, live, make_session, settle


async def fall_back(session: Session, count: int = 1) -> None:
    for _ in range(count):
        ext(session, "a").send(say("fail"))
        await asyncio.sleep(0.1)


def attempts(session: Session) -> int:
    """How often the first was brought up at the side."""
    return session.client.of("first").count("configure") - 1


async def test_the_first_takes_over_after_30_s_without_a_word_to_the_client(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "ten_lite")
    async with live_with(Script(), Second) as session:
        await fall_back(session)
        await asyncio.sleep(29.8)
        assert running(session) == "second"
        await asyncio.sleep(0.3)
        assert running(session) == "first"
        assert errors(session) == [("b", "node_fallback")]
        assert session.nodes["b"].supervisor.return_count == 1
        assert session.client.events[-3:] == ["first configure", "first start", "second stop"]
        (record,) = [r for r in caplog.records if "healthy again" in r.message]
        assert record.levelno == logging.INFO
        ext(session, "a").send(say("hello"))
        assert session.client.of("first")[-1] == "hello"
        assert session.client.loaded == {"first": 1, "second": 0}


async def test_it_comes_back_from_any_stand_in() -> None:
    async with live_with(Script(), Second, Third) as session:
        await fall_back(session, 2)
        assert running(session) == "third"
        await asyncio.sleep(31)
        assert running(session) == "first"
        await fall_back(session)
        assert running(session) == "second"


async def test_it_comes_back_after_a_session_began_without_it() -> None:
    script = Script({"first": "load"})
    async with live_with(script, Second) as session:
        script.broken.clear()
        await asyncio.sleep(31)
        assert running(session) == "first"


@pytest.mark.parametrize("how", ["configure", "start hang", "load", "load hang", "start final"])
async def test_one_that_does_not_come_up_is_stopped_and_tried_again_with_longer_pauses(
    how: str,
) -> None:
    async with live_with(Script(), Second) as session:
        session.client.broken["first"] = how
        await fall_back(session)
        for pause_s in (30, 60, 120, 240, 300, 300):
            await asyncio.sleep(pause_s + 21)
            assert running(session) == "second"
            assert len(session.nodes["b"].supervisor._alive) == 1
            assert session.client.loaded["first"] == 0
        assert errors(session) == [("b", "node_fallback")]
        session.client.broken.clear()
        await asyncio.sleep(301)
        assert running(session) == "first"


async def test_pauses_double_up_to_300_s_when_it_fails_again_within_a_minute() -> None:
    async with live_with(Script(), Second) as session:
        for pause_s in (30, 60, 120, 240, 300, 300):
            await fall_back(session)
            await asyncio.sleep(pause_s - 1)
            assert running(session) == "second"
            await asyncio.sleep(2)
            assert running(session) == "first"
        await asyncio.sleep(60)
        await fall_back(session)
        await asyncio.sleep(31)
        assert running(session) == "first"


class Busy(Second):
    """Answers and speaks slowly."""

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncIterator[ChatDelta]:
        await asyncio.sleep(20)
        yield ChatDelta("slow")

    async def on_text_data(self, text: TextData) -> None:
        await asyncio.sleep(20)
        self.note(text.text)


async def test_it_waits_for_a_command_to_end() -> None:
    async with live_with(Script(), Busy) as session:
        await fall_back(session)
        await asyncio.sleep(20)
        assert await words(ext(session, "a").call(chat("x"))) == ["slow"]
        assert running(session) == "busy"
        await asyncio.sleep(0.1)
        assert running(session) == "first"


async def test_it_waits_for_a_command_nobody_waits_for() -> None:
    async with live_with(Script(), Busy) as session:
        await fall_back(session)
        await asyncio.sleep(20)
        ext(session, "a").send(chat("x"))
        await asyncio.sleep(19.8)
        assert running(session) == "busy"
        await asyncio.sleep(0.5)
        assert running(session) == "first"


async def test_it_waits_for_a_handler_to_end() -> None:
    async with live_with(Script(), Busy) as session:
        await fall_back(session)
        await asyncio.sleep(20)
        ext(session, "a").send(TextData("spoken"))
        await asyncio.sleep(19.8)
        assert running(session) == "busy"
        await asyncio.sleep(0.5)
        assert session.client.of("busy")[-2:] == ["spoken", "stop"]
        assert running(session) == "first"


async def test_it_waits_for_work_of_an_answer_that_the_node_spawned() -> None:
    async with live_with(Script(), Second) as session:
        await fall_back(session)
        ext(session, "b").spawn(asyncio.sleep(40), name="sound", until_flush=True)
        await asyncio.sleep(39)
        assert running(session) == "second"
        await asyncio.sleep(2)
        assert running(session) == "first"


async def test_it_waits_while_the_extension_says_it_is_not_idle() -> None:
    class Hearing(Second):
        hears = True

        def is_idle(self) -> bool:
            return not self.hears

    async with live_with(Script(), Hearing) as session:
        await fall_back(session)
        await asyncio.sleep(40)
        assert running(session) == "hearing"
        ext(session, "b").hears = False
        await asyncio.sleep(0.1)
        assert running(session) == "first"


async def test_an_extension_that_cannot_say_whether_it_is_idle_has_failed() -> None:
    class Broken(Second):
        def is_idle(self) -> bool:
            raise OSError

    async with live_with(Script(), Broken) as session:
        await fall_back(session)
        await asyncio.sleep(31)
        assert running(session) == "first"
        assert errors(session) == [("b", "node_fallback")] * 2


async def test_it_waits_for_an_answer_that_is_under_way_elsewhere() -> None:
    class Voice(Node):
        async def on_tts_text_input(self, text: TtsTextInput) -> None:
            await asyncio.sleep(20)

    script = Script()
    scripts[:] = [script]
    nodes, edges = {**NODES, "voice": Voice}, [*EDGES, ("a", "voice", TtsTextInput)]
    options = {"client": script, "fallback": {"b": [Second]}, "restart": NO_RESTARTS}
    async with live(nodes, edges, **options) as session:
        await fall_back(session)
        await asyncio.sleep(20)
        for text in "12":
            ext(session, "a").send(TtsTextInput("1", text))
        await asyncio.sleep(39)
        assert running(session) == "second"
        await asyncio.sleep(2)
        assert running(session) == "first"


async def test_without_a_quiet_moment_for_a_minute_it_is_stopped_and_tried_again() -> None:
    async with live_with(Script(), Second) as session:
        await fall_back(session)
        task = ext(session, "b").spawn(asyncio.sleep(3600), name="sound", until_flush=True)
        await asyncio.sleep(91)
        assert session.client.of("first")[-1] == "stop"
        assert (attempts(session), running(session)) == (1, "second")
        task.cancel()
        await asyncio.sleep(31)
        assert (attempts(session), running(session)) == (2, "first")


async def test_one_that_fails_while_it_waits_for_a_quiet_moment_does_not_take_over() -> None:
    async with live_with(Script(), Second) as session:
        await fall_back(session)
        task = ext(session, "b").spawn(asyncio.sleep(3600), name="sound", until_flush=True)
        await asyncio.sleep(31)
        (standby,) = [
            i for i in session.nodes["b"].supervisor._alive if i.candidate.plan.extension is First
        ]
        standby.failed(OSError())
        task.cancel()
        await asyncio.sleep(1)
        assert running(session) == "second"
        assert session.client.of("first")[-1] == "stop"
        await asyncio.sleep(60)
        assert running(session) == "first"


async def test_one_that_is_ready_takes_over_at_once_when_the_stand_in_fails() -> None:
    async with live_with(Script(), Second) as session:
        await fall_back(session)
        await asyncio.sleep(20)
        call = ext(session, "a").call(chat("wait"), timeout_s=3600)
        asked = asyncio.ensure_future(words(call))
        await asyncio.sleep(11)
        assert running(session) == "second"
        ext(session, "a").send(say("fail"))
        ext(session, "a").send(say("waits"))
        await settle()
        await asyncio.sleep(0.1)
        assert running(session) == "first"
        assert set(session.client.of("first")[-2:]) == {"asked 1", "waits"}
        assert not session.ending
        asked.cancel()
        await settle()
        await fall_back(session)
        assert running(session) == "second"


async def test_one_that_failed_at_a_command_is_not_asked_again_after_its_return() -> None:
    async with live_with(Script(), Second) as session:
        call = ext(session, "a").call(chat("final first", name="1"), timeout_s=3600)
        asked = asyncio.ensure_future(words(call))
        call = ext(session, "a").call(chat("wait", name="2"), timeout_s=3600)
        other = asyncio.ensure_future(words(call))
        await asyncio.sleep(31)
        assert await asked == ["second final first"]
        assert running(session) == "second"
        ext(session, "a").send(say("fail"))
        with pytest.raises(CommandError, match="chat_completion was cancelled at b"):
            await other
        await asyncio.sleep(1)
        assert running(session) == "first"
        assert session.client.of("first").count("asked 2") == 1
        assert not session.runs


async def test_nor_when_the_stand_in_never_came_up() -> None:
    restart = RestartDef(limit=3, within_s=100, backoff_s=(40,))
    async with live_with(Script({"second": "start"}), Second, restart=restart) as session:
        call = ext(session, "a").call(chat("final first"), timeout_s=3600)
        with pytest.raises(CommandError, match="b failed while it worked on"):
            await words(call)
        await asyncio.sleep(1)
        assert running(session) == "first"
        assert session.client.of("first").count("asked 1") == 1
        assert not session.runs


@pytest.mark.parametrize("after_s", [0.0, 0.003, 0.0105, 0.015, 0.05, 10, 30.005, 30.015, 31, 60])
@pytest.mark.parametrize("how", ["", "start hang", "load hang", "configure hang"])
async def test_closing_leaves_nothing_at_any_stage(after_s: float, how: str) -> None:
    script = Script()
    async with live_with(script, Second) as session:
        script.broken["first"] = how
        ext(session, "a").send(say("final"))
        await asyncio.sleep(after_s)
    assert not any(script.loaded.values())
    assert leftover_tasks() == []
    for who in ("first", "second"):
        assert script.of(who).count("stop") == script.of(who).count("configure")


async def go_on(steps: int) -> None:
    """Let things run for a while; each further step is a turn of the loop or 5 ms longer."""
    for step in range(steps):
        await asyncio.sleep(0.005 if step % 4 == 3 else 0)


@pytest.mark.parametrize("steps", range(40))
@pytest.mark.parametrize("how", ["", "start", "load"])
async def test_closing_at_any_step_of_a_switch_leaves_nothing(steps: int, how: str) -> None:
    script = Script({"second": how})
    async with live_with(script, Second, Third) as session:
        asked = asyncio.ensure_future(words(ext(session, "a").call(chat("final"))))
        await asyncio.sleep(0.01)
        await go_on(steps)
        await session.close()
        with pytest.raises(CommandError):
            await asked
    assert not any(script.loaded.values())
    assert leftover_tasks() == []


@pytest.mark.parametrize("steps", range(40))
@pytest.mark.parametrize("how", ["configure", "start", "load"])
async def test_a_session_start_that_is_cancelled_at_any_step_leaves_nothing(
    steps: int, how: str
) -> None:
    script, pool = Script({"first": how}), ResourcePool()
    scripts[:] = [script]
    session = make_session(NODES, EDGES, client=script, pool=pool, fallback={"b": [Second]})
    starting = asyncio.ensure_future(session.start())
    await go_on(steps)
    starting.cancel()
    await asyncio.wait({starting})
    await session.close()
    assert not any(script.loaded.values())
    assert pool.users("first") == pool.users("second") == 0
    assert leftover_tasks() == []


@pytest.mark.parametrize("steps", range(60))
async def test_cancelling_the_close_at_any_step_leaves_nothing(steps: int) -> None:
    script = Script()
    async with live_with(script, Second) as session:
        await fall_back(session)
        await asyncio.sleep(29.9 + steps / 1000)
        closing = asyncio.ensure_future(session.close())
        await settle(steps)
        closing.cancel()
        await asyncio.wait({closing})
    assert not any(script.loaded.values())
    assert leftover_tasks() == []
