"""Fallback: what failed for good is replaced at once, and the turn in which it died is answered."""

from __future__ import annotations

import asyncio
import logging

import pytest

from ten_lite.config.definition import RestartDef
from ten_lite.errors import CommandError, Interrupted, ProviderError
from ten_lite.messages import ErrorMessage, TextData, TtsFlush
from ten_lite.testing import leftover_tasks

from .fallback_kit import (
    First,
    Script,
    Second,
    Third,
    chat,
    live_with,
    running,
    say,
    words,
)
from .kit import errors, ext, make_session, settle

FALLBACK, RESTARTED, FAILED = ("b", "node_fallback"), ("b", "node_restarted"), ("b", "node_failed")


async def test_a_stand_in_takes_over_when_the_restarts_are_used_up() -> None:
    restart = RestartDef(limit=2, within_s=10, backoff_s=(0.1,))
    async with live_with(Script(), Second, restart=restart) as session:
        for _ in range(3):
            ext(session, "a").send(say("fail"))
            assert running(session) == "first"
            await asyncio.sleep(0.2)
        assert running(session) == "second"
        assert errors(session) == [RESTARTED, RESTARTED, FALLBACK]
        assert session.nodes["b"].restart_count == 2
        assert session.nodes["b"].supervisor.fallback_count == 1


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("where", ["plain", "async", "command", "task", "group"])
async def test_what_a_restart_does_not_cure_is_replaced_without_one(
    where: str, direct: bool
) -> None:
    async def grouped() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(b._raise(ProviderError("no", retryable=False)))

    restart = RestartDef(limit=3)
    async with live_with(Script(), Second, restart=restart, direct=direct) as session:
        node, b = ext(session, "a"), ext(session, "b")
        if where == "group":
            b.spawn(grouped(), name="read")
        elif where in ("plain", "task"):
            node.send(say("final" if where == "plain" else "task"))
        elif where == "async":
            node.send(TextData("final"))
        else:
            node.send(chat("final"))
        await asyncio.sleep(0.05)
        assert errors(session) == [FALLBACK]
        assert running(session) == "second"
        assert session.nodes["b"].restart_count == 0


async def test_a_provider_that_was_given_up_is_replaced_at_once_while_there_is_a_stand_in() -> None:
    async with live_with(Script(), Second, restart=RestartDef()) as session:
        for _ in range(2):
            session.nodes["b"].failed(ProviderError("busy", retryable=True))
            await asyncio.sleep(1)
        assert errors(session) == [FALLBACK, RESTARTED], "the last one is given another chance"
        assert running(session) == "second"


async def test_without_a_fallback_it_ends_the_session_at_once() -> None:
    async with live_with(Script(), restart=RestartDef()) as session:
        ext(session, "a").send(say("final"))
        assert session.end_code == 1011
        assert errors(session) == [FAILED]
        assert session.end_reason == "b failed and cannot go on"


async def test_the_client_is_told_who_stands_in_and_nothing_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with live_with(Script(), Second) as session:
        ext(session, "a").send(say("final"))
        await settle()
        error: ErrorMessage = ext(session, "client").errors[-1]
        assert error.text == "b: b failed, second stands in"
        assert (error.node, error.code, error.fatal) == ("b", "node_fallback", False)
    assert "b: b failed, second stands in" in caplog.text


async def test_when_all_have_failed_the_session_ends() -> None:
    async with live_with(Script(), Second, Third) as session:
        for who in ("first", "second", "third"):
            assert not session.ending
            assert running(session) == who
            ext(session, "a").send(say("fail"))
            await asyncio.sleep(0.1)
        assert errors(session) == [FALLBACK, FALLBACK, FAILED]
        assert session.end_code == 1011
        assert session.end_reason == "b failed too often and cannot go on"


async def test_a_stand_in_has_restarts_of_its_own() -> None:
    restart = RestartDef(limit=1, within_s=10, backoff_s=(0.1,))
    async with live_with(Script(), Second, restart=restart) as session:
        for _ in range(3):
            ext(session, "a").send(say("fail"))
            await asyncio.sleep(0.2)
        assert errors(session) == [RESTARTED, FALLBACK, RESTARTED]
        assert running(session) == "second"


@pytest.mark.parametrize("stage", ["configure", "start", "load"])
@pytest.mark.parametrize("how", ["", " hang", " final", " task"])
async def test_a_stand_in_that_does_not_come_up_is_replaced_by_the_next(
    stage: str, how: str
) -> None:
    if stage == "load" and how not in ("", " hang"):
        return
    async with live_with(Script({"second": stage + how}), Second, Third) as session:
        ext(session, "a").send(say("final"))
        ext(session, "a").send(say("waits"))
        await asyncio.sleep(25)
        assert running(session) == "third"
        assert session.client.of("third")[:3] == ["configure", "start", "waits"]
        assert errors(session) == [FALLBACK, FALLBACK]


async def test_messages_wait_for_the_stand_in_in_order() -> None:
    async with live_with(Script(), Second) as session:
        for text in ("final", "1", "2", "3"):
            ext(session, "a").send(say(text))
        assert "1" not in session.client.of("first")
        await asyncio.sleep(0.1)
        assert session.client.of("second") == ["configure", "start", "1", "2", "3"]


async def test_what_the_failed_one_leaves_is_heard_by_the_stand_in_before_all_that_waits() -> None:
    script = Script()
    async with live_with(script, Second, Third) as session:
        a = session.nodes["a"]
        a.send(say("one"))
        a.send(say("leave first"))
        a.send(say("two"))
        a.send(TextData("three"))
        await asyncio.sleep(1)
        assert script.of("first")[-3:] == ["start", "one", "stop"]
        assert script.of("second")[2:] == ["left", "left text", "left as well", "two", "three"]


async def test_the_failed_one_is_stopped_before_the_stand_in_begins() -> None:
    async with live_with(Script(), Second) as session:
        ext(session, "a").send(say("final"))
        await asyncio.sleep(0.1)
        assert session.client.events == [
            "first configure", "first start", "first stop", "second configure", "second start",
        ]  # fmt: skip


async def test_a_flush_during_the_switch_is_answered_by_the_stand_in() -> None:
    async with live_with(Script(), Second) as session:
        ext(session, "a").send(say("final"))
        ext(session, "a").send(TtsFlush("7"))
        assert ext(session, "client").flushed == []
        await asyncio.sleep(0.1)
        assert ext(session, "client").flushed == ["7"]
        assert "flush 7" in session.client.of("second")


async def test_each_candidate_has_a_state_of_its_own() -> None:
    async with live_with(Script(), Second) as session:
        ext(session, "b").state["mine"] = "first"
        ext(session, "a").send(say("final"))
        await asyncio.sleep(0.1)
        assert ext(session, "b").state == {}
        ext(session, "b").state["mine"] = "second"
        await asyncio.sleep(40)
        assert running(session) == "first"
        assert ext(session, "b").state == {"mine": "first"}


class TestCommands:
    @pytest.mark.parametrize("direct", [True, False])
    async def test_the_turn_in_which_the_provider_died_is_answered(self, direct: bool) -> None:
        async with live_with(Script(), Second, direct=direct) as session:
            results = ext(session, "a").call(chat("final first", "hello"))
            assert await words(results) == ["second final first", "second hello"]
            await settle()
            assert not session.runs

    async def test_commands_that_were_under_way_are_carried_out_again(self) -> None:
        async with live_with(Script(), Second) as session:
            ask = [chat("a", name="1"), chat("b", name="2")]
            asked = [asyncio.ensure_future(words(ext(session, "a").call(one))) for one in ask]
            ext(session, "a").send(say("hi"))
            ext(session, "a").send(say("final"))
            assert await asyncio.gather(*asked) == [["second a"], ["second b"]]

    async def test_a_command_that_gave_results_fails(self) -> None:
        async with live_with(Script(), Second) as session:
            results = ext(session, "a").call(chat("hello", "final"))
            assert (await anext(results)).delta == "first hello"
            with pytest.raises(CommandError, match="b failed while it worked on"):
                await anext(results)
            await asyncio.sleep(0.1)
            assert session.client.of("second") == ["configure", "start"]
            assert not session.runs

    async def test_each_candidate_is_asked_once(self) -> None:
        async with live_with(Script(), Second, Third) as session:
            with pytest.raises(CommandError, match="b failed while it worked on"):
                await words(ext(session, "a").call(chat("final")))
            asked = [event for event in session.client.events if "asked" in event]
            assert asked == ["first asked 1", "second asked 1", "third asked 1"]
            assert session.ending

    async def test_a_failure_that_a_restart_follows_fails_the_command_as_ever(self) -> None:
        async with live_with(Script(), Second, restart=RestartDef()) as session:
            with pytest.raises(CommandError, match="b failed while it worked on"):
                await words(ext(session, "a").call(chat("fail")))
            assert errors(session) == [RESTARTED]

    async def test_a_refusal_is_an_answer_and_replaces_nobody(self) -> None:
        async with live_with(Script(), Second) as session:
            with pytest.raises(CommandError, match="I would rather not"):
                await words(ext(session, "a").call(chat("refuse")))
            assert errors(session) == []
            assert running(session) == "first"

    async def test_an_interrupted_command_is_not_carried_out_again(self) -> None:
        async with live_with(Script(), Second) as session:
            asked = asyncio.ensure_future(words(ext(session, "a").call(chat("final"))))
            await asyncio.sleep(0.0105)
            assert errors(session) == [FALLBACK]
            assert running(session) == "second"
            ext(session, "a").send(TtsFlush("1"))
            with pytest.raises(Interrupted):
                await asked
            await asyncio.sleep(1)
            assert session.client.of("second") == ["configure", "start", "flush 1"]
            assert not session.runs

    async def test_a_command_whose_caller_left_is_not_carried_out_again(self) -> None:
        async with live_with(Script(), Second) as session:
            results = ext(session, "a").call(chat("final"))
            await asyncio.sleep(0.0105)
            await results.aclose()
            await asyncio.sleep(1)
            assert session.client.of("second") == ["configure", "start"]
            assert not session.runs

    async def test_it_goes_before_what_waits(self) -> None:
        async with live_with(Script(), Second) as session:
            asked = asyncio.ensure_future(words(ext(session, "a").call(chat("final first"))))
            await asyncio.sleep(0.0105)
            other = asyncio.ensure_future(words(ext(session, "a").call(chat("x", name="2"))))
            await asyncio.gather(asked, other)
            assert session.client.of("second")[2:] == ["asked 1", "asked 2"]

    async def test_it_fails_when_no_stand_in_comes_up(self) -> None:
        async with live_with(Script({"second": "start"}), Second) as session:
            with pytest.raises(CommandError, match="b failed while it worked on"):
                await words(ext(session, "a").call(chat("final")))
            assert session.end_code == 1011


class TestSessionStart:
    @pytest.mark.parametrize("stage", ["configure", "start"])
    @pytest.mark.parametrize("how", ["", " hang", " final", " task"])
    async def test_a_first_that_does_not_come_up_is_replaced_without_restarts(
        self, stage: str, how: str
    ) -> None:
        script = Script({"first": stage + how})
        async with live_with(script, Second, restart=RestartDef()) as session:
            assert running(session) == "second"
            assert errors(session) == [FALLBACK]
            assert script.of("first")[-1] == "stop"
            assert session.nodes["b"].restart_count == 0
            assert await words(ext(session, "a").call(chat("x"))) == ["second x"]

    async def test_a_resource_that_does_not_load_is_a_reason_too(self) -> None:
        async with live_with(Script({"first": "load"}), Second) as session:
            assert running(session) == "second"

    async def test_with_none_left_the_session_fails_as_the_last_one_did(self) -> None:
        script = Script({"first": "start", "second": "configure final"})
        with pytest.raises(ProviderError):
            async with live_with(script, Second):
                pass
        assert script.of("first")[-1] == script.of("second")[-1] == "stop"
        assert leftover_tasks() == []
        assert script.loaded == {"first": 0, "second": 0}


class TestResources:
    async def test_a_session_holds_those_of_who_runs(self) -> None:
        script = Script()
        async with live_with(script, Second) as session:
            assert script.loaded == {"first": 1}
            ext(session, "a").send(say("final"))
            await asyncio.sleep(0.1)
            assert script.loaded == {"first": 0, "second": 1}
        assert script.loaded == {"first": 0, "second": 0}

    async def test_they_are_kept_over_a_restart(self) -> None:
        script = Script()
        async with live_with(script, restart=RestartDef()) as session:
            ext(session, "a").send(say("fail"))
            script.broken["first"] = "load"
            await asyncio.sleep(1)
            assert session.nodes["b"].restart_count == 1
            assert not session.ending

    @pytest.mark.parametrize("after_s", [0.0, 0.005, 0.015, 0.1005, 0.12, 0.2])
    async def test_closing_during_a_restart_gives_them_back_after_the_stop(
        self, after_s: float
    ) -> None:
        script = Script()
        async with live_with(script, Second, restart=RestartDef()) as session:
            ext(session, "a").send(say("fail"))
            await asyncio.sleep(after_s)
        assert script.loaded == {"first": 0}
        assert leftover_tasks() == []


async def test_an_input_that_the_stand_in_does_not_take_is_no_failure() -> None:
    session = make_session({"a": First, "b": First}, client=Script())
    session.nodes["b"].inputs.add(TextData)
    handlers = session.nodes["b"].supervisor.current.handlers()
    assert handlers[TextData].function(TextData("x")) is None
    session.nodes["b"].inputs.add(type(chat()))
    refuse = session.nodes["b"].supervisor.current.handlers()[type(chat())]
    with pytest.raises(CommandError, match="does not take chat_completion"):
        refuse.function(chat())


async def test_failures_of_what_is_being_replaced_are_logged_and_count_no_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with live_with(Script(), Second, Third) as session:
        old = session.nodes["b"].supervisor.current
        ext(session, "a").send(say("final"))
        await asyncio.sleep(0.1)
        caplog.clear()
        old.failed(OSError("late"))
        assert [r.levelno for r in caplog.records] == [logging.ERROR]
        assert running(session) == "second"
        assert errors(session) == [FALLBACK]


async def test_what_becomes_of_a_node_can_be_told_at_each_step() -> None:
    def status() -> str:
        return session.nodes["b"].supervisor.status

    restart = RestartDef(limit=1, within_s=10, backoff_s=(1.0,))
    async with live_with(Script(), Second, restart=restart) as session:
        told = [status()]
        for _ in range(2):  # the second time there is no restart left
            ext(session, "a").send(say("fail"))
            told.append(status())
            await asyncio.sleep(2)
            told.append(status())
        assert told == ["running", "restarting", "running", "restarting", "fallback"]
        for _ in range(2):
            ext(session, "a").send(say("fail"))
            await asyncio.sleep(2)
        assert status() == "failed"


async def test_a_node_that_has_not_run_yet_is_starting() -> None:
    assert make_session({"a": First}).nodes["a"].supervisor.status == "starting"


async def test_what_fails_while_the_session_ends_is_no_news() -> None:
    async with live_with(Script(), Second) as session:
        session.end("done")
        ext(session, "a").send(say("fail"))
        await asyncio.sleep(1)
        assert running(session) == "first"
        assert errors(session) == []


async def test_a_stand_in_that_fails_gives_way_to_the_nodes_own_addon_that_is_well_again() -> None:
    class Restless(Second):
        def is_idle(self) -> bool:
            if self.script.broken.get("idle"):
                raise OSError("secret detail")
            return False  # so that the own addon has to wait

    async with live_with(Script(), Restless) as session:
        ext(session, "a").send(say("final first"))
        await asyncio.sleep(40)
        assert running(session) == "restless"
        session.client.broken["idle"] = "raise"
        await asyncio.sleep(5)
        assert running(session) == "first"
        assert session.nodes["b"].supervisor.return_count == 1
