"""Commands: one receiver, results that stream back, and an end at both ends."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from ten_lite.config.conversion import Conversion, Rule
from ten_lite.errors import CommandError
from ten_lite.messages import ChatCompletion, ChatDelta, Kind, Message, TextData
from ten_lite.runtime.command import RESULTS_IN_FLIGHT, CommandResults, CommandRun

from .command_kit import CALL, NODES, Model, chat, nothing_open, words
from .kit import Node, errors, ext, live, settle


@dataclass(slots=True)
class Ask(Message):
    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "ask"

    what: str


class AsyncOracle(Node):
    async def on_ask(self, ask: Ask) -> ChatDelta | None:
        await asyncio.sleep(0.01)
        if ask.what == "fail":
            raise ValueError("secret detail")
        return ChatDelta(ask.what) if ask.what else None


class PlainOracle(Node):
    def on_ask(self, ask: Ask) -> ChatDelta | None:
        if ask.what == "fail":
            raise ValueError("secret detail")
        if ask.what == "refuse":
            raise CommandError("no")
        if ask.what == "cancelled":
            raise asyncio.CancelledError
        return ChatDelta(ask.what) if ask.what else None


ASK = [("a", "b", Ask)]


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("oracle", [PlainOracle, AsyncOracle])
async def test_a_command_has_one_result_or_none(oracle: Any, direct: bool) -> None:
    async with live({"a": Node, "b": oracle}, ASK, direct=direct) as session:
        result = await ext(session, "a").call(Ask("42")).result()
        assert result == ChatDelta("42")
        assert result.sequence > 0
        assert await ext(session, "a").call(Ask("")).result() is None
        await settle()
        assert nothing_open(session)


async def test_results_come_one_by_one_as_they_are_made() -> None:
    async with live(NODES, CALL) as session:
        results = ext(session, "a").call(chat("one", "wait"))
        assert (await anext(results)).delta == "one"
        await results.aclose()


async def test_a_stream_of_results_ends_with_the_handler() -> None:
    async with live(NODES, CALL) as session:
        assert await words(ext(session, "a").call(chat("a", "b", "c"))) == ["a", "b", "c"]
        await settle()
        assert nothing_open(session)


async def test_a_command_error_is_an_answer_after_the_results_there_are() -> None:
    async with live(NODES, CALL) as session:
        results = ext(session, "a").call(chat("one", "refuse"))
        assert (await anext(results)).delta == "one"
        with pytest.raises(CommandError, match="I would rather not"):
            await anext(results)
        assert errors(session) == []
        assert session.nodes["b"].restart_count == 0


async def test_another_exception_is_told_without_detail_and_is_a_failure_of_the_node() -> None:
    async with live(NODES, CALL) as session:
        with pytest.raises(CommandError, match=r"^b failed while it worked on chat_completion$"):
            await words(ext(session, "a").call(chat("one", "break")))
        assert errors(session) == [("b", "node_restarted")]
        await asyncio.sleep(1)
        assert await words(ext(session, "a").call(chat("again"))) == ["again"]


@pytest.mark.parametrize("oracle", [PlainOracle, AsyncOracle])
async def test_the_same_holds_for_a_command_with_one_result(oracle: Any) -> None:
    async with live({"a": Node, "b": oracle}, ASK) as session:
        with pytest.raises(CommandError, match="b failed"):
            await ext(session, "a").call(Ask("fail")).result()
        assert errors(session) == [("b", "node_restarted")]
        await settle()
        assert not session.runs


async def test_a_plain_command_handler_may_refuse() -> None:
    async with live({"a": Node, "b": PlainOracle}, ASK) as session:
        with pytest.raises(CommandError, match=r"^no$"):
            await ext(session, "a").call(Ask("refuse")).result()
        assert errors(session) == []


async def test_a_cancelled_error_in_a_plain_command_handler_is_a_failure() -> None:
    async with live({"a": Node, "b": PlainOracle}, ASK) as session:
        with pytest.raises(CommandError, match="b failed"):
            await ext(session, "a").call(Ask("cancelled")).result()


async def test_a_result_that_is_late_raises_and_cancels_the_work() -> None:
    async with live(NODES, CALL) as session:
        results = ext(session, "a").call(chat("one", "wait"), timeout_s=0.5)
        assert (await anext(results)).delta == "one"
        with pytest.raises(CommandError, match=r"no result for chat_completion within 0\.5 s"):
            await anext(results)
        await settle()
        assert ext(session, "b").ended == ["1"]
        assert nothing_open(session)


async def test_the_timeout_counts_for_each_result_anew() -> None:
    async with live(NODES, CALL) as session:
        many = ["x"] * 10
        assert await words(ext(session, "a").call(chat(*many), timeout_s=0.02)) == many


async def test_aclose_ends_the_work_at_the_receiver_before_it_returns() -> None:
    async with live(NODES, CALL) as session:
        results = ext(session, "a").call(chat("one", "wait"))
        await anext(results)
        began = session.clock.now_ns()
        await results.aclose()
        assert ext(session, "b").ended == ["1"]
        assert session.clock.now_ns() - began <= 50_000_000
        await settle()
        assert nothing_open(session)


class Slow(Node):
    async def on_ask(self, ask: Ask) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.5)  # cleans up for longer than the caller waits


async def test_aclose_returns_after_50_ms_at_most() -> None:
    async with live({"a": Node, "b": Slow}, ASK) as session:
        results = ext(session, "a").call(Ask("x"))
        await settle()
        began = session.clock.now_ns()
        await results.aclose()
        assert (session.clock.now_ns() - began) / 1e6 == pytest.approx(50)


async def test_leaving_the_block_cancels_the_work() -> None:
    async with live(NODES, CALL) as session:
        async with ext(session, "a").call(chat("one", "wait")) as results:
            await anext(results)
        assert ext(session, "b").ended == ["1"]


async def test_breaking_out_of_the_iteration_cancels_the_work() -> None:
    async with live(NODES, CALL) as session:
        async for _ in ext(session, "a").call(chat("one", "wait")):
            break
        await settle()
        assert ext(session, "b").ended == ["1"]
        assert nothing_open(session)


async def test_forgetting_the_results_cancels_the_work() -> None:
    async with live(NODES, CALL) as session:
        results = ext(session, "a").call(chat("one", "wait"))
        await anext(results)
        del results
        gc.collect()
        await settle()
        assert ext(session, "b").ended == ["1"]


async def test_cancelling_the_caller_cancels_the_work() -> None:
    async with live(NODES, CALL) as session:
        node = ext(session, "a")
        task = node.spawn(words(node.call(chat("wait"))), name="ask")
        await settle()
        assert ext(session, "b").asked == ["1"]
        task.cancel()
        await settle()
        assert ext(session, "b").ended == ["1"]


async def test_a_command_that_is_closed_before_it_arrives_is_never_carried_out() -> None:
    async with live(NODES, CALL) as session:
        await ext(session, "a").call(chat("one")).aclose()
        await settle()
        assert ext(session, "b").asked == []
        assert nothing_open(session)


async def test_commands_run_beside_each_other() -> None:
    async with live(NODES, CALL) as session:
        first = ext(session, "a").call(chat("wait", name="1"))
        second = ext(session, "a").call(chat("two", name="2"))
        assert (await anext(second)).delta == "two"
        assert ext(session, "b").asked == ["1", "2"]
        await first.aclose()


async def test_the_receiver_waits_while_the_caller_is_behind() -> None:
    async with live(NODES, CALL) as session:
        many = [str(n) for n in range(3 * RESULTS_IN_FLIGHT)]
        results = ext(session, "a").call(chat(*many))
        await asyncio.sleep(10)
        run = next(iter(session.runs.values()))
        assert len(run._results) == RESULTS_IN_FLIGHT
        assert await words(results) == many


class Forwarder(Model):
    """Passes the command on, both ways, and gives a result of its own."""

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncIterator[ChatDelta]:
        self.send(request)
        yield ChatDelta("mine")
        async for result in self.call(request):
            assert isinstance(result, ChatDelta)
            yield ChatDelta(f"theirs: {result.delta}")


async def test_a_command_that_is_passed_on_is_a_request_of_its_own() -> None:
    nodes = {"a": Node, "b": Forwarder, "c": Model}
    async with live(nodes, [*CALL, ("b", "c", ChatCompletion)]) as session:
        got = await words(ext(session, "a").call(chat("x")))
        assert got == ["mine", "theirs: x"]
        await settle()
        assert ext(session, "c").ended == ["1", "1"]
        assert len(ext(session, "c").sequences) == 2
        assert nothing_open(session)


def to_text(*, wrong: bool = False) -> Conversion:
    rules = (Rule(("text",), ("index",) if wrong else ("delta",)),)
    return Conversion(ChatDelta, TextData, keep_original=False, rules=rules)


async def test_results_are_converted_on_their_way_back() -> None:
    run = CommandRun(chat("x"))
    run.put_now(ChatDelta("hi"))
    run.end()
    assert await CommandResults(run, 1.0, to_text()).result() == TextData("hi")


async def test_a_result_that_cannot_be_converted_ends_the_work_and_fails_the_call() -> None:
    run = CommandRun(chat("x"))
    run.task = asyncio.ensure_future(asyncio.sleep(3600))
    run.put_now(ChatDelta("hi"))
    with pytest.raises(CommandError, match="text_data made by conversion lacks text"):
        await anext(CommandResults(run, 1.0, to_text(wrong=True)))
    assert run.task.cancelled()


async def test_who_watches_a_command_sees_each_result_and_the_end() -> None:
    class Watch:
        def __init__(self) -> None:
            self.seen: list[object] = []

        def take_result(self, result: Message) -> None:
            self.seen.append(result)

        def take_end(self, error: CommandError | None) -> None:
            self.seen.append(error)

    watch = Watch()
    run = CommandRun(chat("x"), watch)  # type: ignore[arg-type]
    run.put_now(ChatDelta("hi"))
    run.end()
    run.end(CommandError("late"))
    run.put_now(ChatDelta("late"))
    assert watch.seen == [ChatDelta("hi"), None]


async def test_a_command_that_is_put_back_belongs_to_nobody() -> None:
    async with live(NODES, CALL) as session:
        call = ext(session, "a").call(chat("wait"))
        await settle()
        (run,) = session.runs.values()
        work = run.task
        assert work is not None
        assert run.started
        run.put_back()
        work.cancel()
        await settle()
        assert not run.ended  # what was begun is not its end any more
        await call.aclose()
