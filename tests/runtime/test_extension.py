from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.config.definition import QueueDef
from ten_lite.errors import AddonError, ProviderError
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    ErrorMessage,
    TextData,
    TtsFlush,
    TtsTextInput,
)
from ten_lite.runtime import Resource

from .kit import Client, Node, ext, live, settle


class Slow(Client):
    async def configure(self) -> None:
        await super().configure()
        self.got: list[str] = []

    async def on_asr_result(self, result: AsrResult) -> None:
        await asyncio.sleep(1)
        self.got.append(result.text)

    def on_tts_flush(self, flush: TtsFlush) -> None: ...


EDGES = [("a", "client", AsrResult, QueueDef(2, "block"))]
NODES = {"a": Node, "client": Slow}


async def test_send_refuses_what_the_spec_does_not_declare_and_names_what_it_does() -> None:
    async with live(NODES, EDGES) as session:
        with pytest.raises(AddonError, match=r"a \(addon \"a\"\) sent text_data.*outputs: asr"):
            ext(session, "a").send(TextData("x"))


async def test_room_returns_when_no_outgoing_connection_is_full() -> None:
    async with live(NODES, EDGES) as session:
        node = ext(session, "a")
        await node.room()
        for text in "12":
            node.send(AsrResult(text, final=True))
        waiting = asyncio.ensure_future(node.room())
        await settle()
        assert waiting.done()  # the first message is at work, the second waits
        for text in "34":
            await node.room()
            node.send(AsrResult(text, final=True))
        began = session.clock.now_ns()
        await node.room()
        assert session.clock.now_ns() > began


async def test_a_task_ends_with_its_node() -> None:
    async with live({"a": Node}) as session:
        task = ext(session, "a").spawn(asyncio.sleep(3600), name="nap")
        assert task.get_name() == "a/nap"
    assert task.cancelled()


@pytest.mark.parametrize("until_flush", [True, False])
async def test_until_flush_cancels_the_task_when_its_answer_is_interrupted(
    until_flush: bool,
) -> None:
    async with live(NODES, [*EDGES, ("a", "client", TtsFlush)]) as session:
        node = ext(session, "a")
        task = node.spawn(asyncio.sleep(3600), name="nap", until_flush=until_flush)
        node.send(TtsFlush("1"))
        later = node.spawn(asyncio.sleep(3600), name="later", until_flush=until_flush)
        await settle()
        assert task.cancelled() is until_flush
        assert not later.done()


async def test_the_task_that_sends_the_flush_goes_on() -> None:
    async with live(NODES, [*EDGES, ("a", "client", TtsFlush)]) as session:
        node = ext(session, "a")

        async def flush() -> str:
            node.send(TtsFlush("1"))
            await asyncio.sleep(1)
            return "went on"

        assert await node.spawn(flush(), name="flush", until_flush=True) == "went on"


async def test_report_tells_the_client_and_the_log_at_most_300_characters(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with live({"a": Node}) as session:
        ext(session, "a").report("x" * 1000, code="provider_down")
        (error,) = ext(session, "client").errors
        assert error == ErrorMessage("x" * 300, node="a", code="provider_down", fatal=False)
        assert any("provider_down" in record.getMessage() for record in caplog.records)
        assert not session.ending


async def test_a_fatal_report_ends_the_session() -> None:
    async with live({"a": Node}) as session:
        ext(session, "a").report("over", code="x", fatal=True)
        assert (session.end_code, session.end_reason) == (1011, "over")
        assert ext(session, "client").errors[0].fatal


async def test_log_records_carry_session_and_node(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with live({"a": Node}) as session:
        ext(session, "a").log.info("hello")
    record = next(record for record in caplog.records if record.getMessage() == "hello")
    assert vars(record)["session"] == "s1"
    assert vars(record)["node"] == "a"


async def test_now_ms_is_the_sessions_clock() -> None:
    async with live({"a": Node}) as session:
        before = ext(session, "a").now_ms()
        await asyncio.sleep(0.25)
        assert ext(session, "a").now_ms() - before == 250


async def test_content_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Fails(Node):
        def on_tts_text_input(self, text: TtsTextInput) -> None:
            raise ValueError

    caplog.set_level(logging.DEBUG, "ten_lite")
    async with live({"a": Node, "b": Fails}, [("a", "b", TtsTextInput)]) as session:
        ext(session, "a").send(TtsTextInput("1", "my secret wish"))
        await asyncio.sleep(1)
    assert caplog.records
    assert "secret wish" not in caplog.text


async def test_it_knows_what_it_shares_and_where_its_output_goes() -> None:
    class Heavy(Node):
        @classmethod
        def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
            async def load() -> str:
                return "loaded"

            return {"model": Resource(key="model", label="model", load=load)}

    async with live({"a": Heavy, "client": Slow}, EDGES) as session:
        node = ext(session, "a")
        assert node.resource("model") == "loaded"
        assert node.is_connected(AsrResult)
        assert not node.is_connected(TextData)
        assert node.is_idle()
        assert not node.has_stand_in


async def test_what_is_left_is_heard_by_the_stand_in() -> None:
    class Gives(Slow):
        def on_tts_flush(self, flush: TtsFlush) -> None:
            assert self.has_stand_in
            self.leave([AsrResult("left", final=True)])
            raise ProviderError("gone", retryable=False)

    edges = [("a", "client", AsrResult), ("a", "client", TtsFlush)]
    nodes = {"a": Node, "client": Gives}
    async with live(nodes, edges, fallback={"client": [Slow]}) as session:
        ext(session, "a").send(TtsFlush("1"))
        await asyncio.sleep(5)
        assert ext(session, "client").got == ["left"]
        assert not ext(session, "client").has_stand_in


async def test_what_is_sent_for_an_earlier_message_belongs_to_its_turn() -> None:
    async with live(NODES, EDGES) as session:
        node, first = ext(session, "a"), AsrResult("first", final=True)
        session.fence.begin_turn()
        node.send(first)
        session.fence.begin_turn()
        with node.caused_by(first):
            node.send(caused := AsrResult("because of it", final=True))
        node.send(later := AsrResult("later", final=True))
        assert (caused.turn_id, later.turn_id) == (1, 2)


async def test_a_command_gets_its_result() -> None:
    class Model(Node):
        async def on_chat_completion(self, request: ChatCompletion) -> ChatDelta:
            return ChatDelta("hi", "stop")

    async with live({"a": Node, "b": Model}, [("a", "b", ChatCompletion)]) as session:
        assert await ext(session, "a").call(ChatCompletion([])).result() == ChatDelta("hi", "stop")


async def test_what_it_measures_is_logged_with_its_addon(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with live({"a": Node}) as session:
        ext(session, "a").measure({"first_sound_ms": 80}, request_id="r1")
        await asyncio.sleep(1)
    record = next(r for r in caplog.records if "first_sound_ms 80" in r.getMessage())
    assert vars(record)["node"] == vars(record)["addon"] == "a"
