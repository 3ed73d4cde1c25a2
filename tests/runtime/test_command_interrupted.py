"""Commands whose answer is interrupted, dropped or cut off by the end of the session."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.config.definition import QueueDef
from ten_lite.errors import CommandError, Interrupted
from ten_lite.messages import ChatCompletion, TtsFlush
from ten_lite.runtime.command import RESULTS_IN_FLIGHT

from .command_kit import CALL, NODES, Model, chat, nothing_open, words
from .kit import Node, ext, live, settle

FLUSH = [*CALL, ("a", "b", TtsFlush)]


class Both(Model):
    def on_tts_flush(self, flush: TtsFlush) -> None:
        pass


async def test_a_call_raises_interrupted_when_its_answer_is_interrupted() -> None:
    async with live({"a": Node, "b": Both}, FLUSH) as session:
        results = ext(session, "a").call(chat("one", "wait"))
        await anext(results)
        ext(session, "a").send(TtsFlush("1"))
        with pytest.raises(Interrupted):
            await anext(results)
        await settle()
        assert ext(session, "b").ended == ["1"]
        assert nothing_open(session)


async def test_results_that_wait_are_void_after_the_interruption() -> None:
    async with live({"a": Node, "b": Both}, FLUSH) as session:
        results = ext(session, "a").call(chat("one", "two", "wait"))
        await asyncio.sleep(1)
        ext(session, "a").send(TtsFlush("1"))
        with pytest.raises(Interrupted):
            await anext(results)


async def test_a_command_that_is_interrupted_before_its_work_began_is_forgotten() -> None:
    async with live({"a": Node, "b": Both}, FLUSH) as session:
        for _ in range(100):
            results = ext(session, "a").call(chat("one"))
            ext(session, "a").send(TtsFlush("1"))
            with pytest.raises(Interrupted):
                await anext(results)
        for rounds in range(5):  # interrupted while its task has not run yet
            results = ext(session, "a").call(chat("one"))
            await settle(rounds)
            ext(session, "a").send(TtsFlush("1"))
            with pytest.raises(Interrupted):
                await anext(results)
        await settle()
        assert nothing_open(session)


async def test_a_command_that_was_only_sent_is_cancelled_with_its_answer() -> None:
    async with live({"a": Node, "b": Both}, FLUSH) as session:
        ext(session, "a").send(chat("wait"))
        await settle()
        ext(session, "a").send(TtsFlush("1"))
        await settle()
        assert ext(session, "b").ended == ["1"]


async def test_a_call_from_work_that_is_void_already_raises_interrupted_at_once() -> None:
    async with live({"a": Node, "b": Both}, FLUSH) as session:
        node = ext(session, "a")
        failed: list[CommandError] = []

        async def late() -> None:
            await asyncio.sleep(1)
            try:
                await node.call(chat("one")).result()
            except CommandError as error:
                failed.append(error)

        text = chat("x")
        session.fence.stamp(text)
        with node.caused_by(text):
            node.spawn(late(), name="late")
        await settle()
        node.send(TtsFlush("1"))
        await asyncio.sleep(1.1)
        assert [type(error) for error in failed] == [Interrupted]
        assert ext(session, "b").asked == []
        assert nothing_open(session)


async def test_a_command_that_its_connection_drops_fails_at_once() -> None:
    edge = ("a", "b", ChatCompletion, QueueDef(1, "drop_oldest"))
    async with live(NODES, [edge], direct=False) as session:
        first, second = (ext(session, "a").call(chat("x", name=name)) for name in "12")
        with pytest.raises(CommandError, match="dropped: its connection is full"):
            await first.result()
        assert await words(second) == ["x"]


@pytest.mark.parametrize("words_", [("wait",), ("one", "wait")])
async def test_a_call_that_is_open_when_the_session_ends_raises_interrupted(
    words_: tuple[str, ...],
) -> None:
    async with live(NODES, CALL) as session:
        asked = asyncio.ensure_future(words(ext(session, "a").call(chat(*words_))))
        await asyncio.sleep(1)
        await session.close()
        with pytest.raises(Interrupted, match="the session ended"):
            await asked
        assert nothing_open(session)


async def test_a_call_whose_receiver_is_started_again_fails() -> None:
    async with live(NODES, CALL) as session:
        waiting = asyncio.ensure_future(words(ext(session, "a").call(chat("wait"))))
        broken = asyncio.ensure_future(words(ext(session, "a").call(chat("break"))))
        with pytest.raises(CommandError, match="chat_completion was cancelled at b"):
            await waiting
        with pytest.raises(CommandError, match="b failed"):
            await broken


async def test_a_command_may_be_sent_to_many_without_waiting_for_results() -> None:
    nodes = {"a": Node, "b": Model, "c": Model}
    async with live(nodes, [*CALL, ("a", "c", ChatCompletion)]) as session:
        many = ["x"] * (2 * RESULTS_IN_FLIGHT)
        ext(session, "a").send(chat(*many))
        await asyncio.sleep(10)
        assert ext(session, "b").ended == ext(session, "c").ended == ["1"]
        assert nothing_open(session)
