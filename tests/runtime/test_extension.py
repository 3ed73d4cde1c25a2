from __future__ import annotations

import asyncio
import logging

import pytest

from ten_lite.config.definition import QueueDef
from ten_lite.errors import AddonError
from ten_lite.messages import AsrResult, ErrorMessage, TextData, TtsFlush, TtsTextInput

from .kit import Client, Node, errors, ext, live, settle


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


async def test_send_reaches_every_connection_of_the_output() -> None:
    nodes = {"a": Node, "b": Slow, "client": Slow}
    async with live(nodes, [("a", "b", AsrResult), ("a", "client", AsrResult)]) as session:
        ext(session, "a").send(AsrResult("x", final=True))
        await asyncio.sleep(2)
        assert ext(session, "b").got == ext(session, "client").got == ["x"]


async def test_a_full_connection_does_not_keep_a_message_from_the_others() -> None:
    nodes = {"a": Node, "b": Slow, "client": Slow}
    edges = [("a", "b", AsrResult, QueueDef(1, "block")), ("a", "client", AsrResult)]
    async with live(nodes, edges) as session:
        for text in "12":
            ext(session, "a").send(AsrResult(text, final=True))
        with pytest.raises(Exception, match="twice its size"):
            ext(session, "a").send(AsrResult("3", final=True))
        await asyncio.sleep(4)
        assert ext(session, "client").got == ["1", "2", "3"]


@pytest.mark.parametrize("direct", [True, False])
async def test_what_a_receiver_sends_comes_after_what_it_was_sent_with_others(
    direct: bool,
) -> None:
    class Echo(Node):
        def on_asr_result(self, result: AsrResult) -> None:
            self.send(TextData("because of it"))

    class Ear(Client):
        async def configure(self) -> None:
            await super().configure()
            self.got: list[str] = []

        def on_asr_result(self, result: AsrResult) -> None:
            self.got.append(result.text)

        def on_text_data(self, text: TextData) -> None:
            self.got.append(text.text)

    edges = [("a", "b", AsrResult), ("a", "client", AsrResult), ("b", "client", TextData)]
    nodes = {"a": Node, "b": Echo, "client": Ear}
    async with live(nodes, edges, direct=direct) as session:
        ext(session, "a").send(AsrResult("it", final=True))
        await settle()
        assert ext(session, "client").got == ["it", "because of it"]


async def test_what_the_first_receiver_voids_does_not_reach_the_second() -> None:
    class Interrupts(Node):
        def on_tts_text_input(self, text: TtsTextInput) -> None:
            self.send(TtsFlush("1"))

    class Ear(Slow):
        def on_tts_text_input(self, text: TtsTextInput) -> None:
            self.got.append(text.text)

        def on_asr_result(self, result: AsrResult) -> None:
            self.got.append(result.text)

    edges = [
        ("a", "b", TtsTextInput),
        ("a", "client", TtsTextInput),
        ("b", "client", TtsFlush),
        ("a", "client", AsrResult),
    ]
    nodes = {"a": Node, "b": Interrupts, "client": Ear}
    async with live(nodes, edges) as session:
        ext(session, "a").send(TtsTextInput("1", "void"))
        ext(session, "a").send(AsrResult("next", final=True))
        await settle()
        assert ext(session, "client").got == ["next"]
        assert session.channels[1].stats().stale == 1


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


async def test_an_edge_that_stays_full_is_told_and_lets_its_sender_go() -> None:
    class Stuck(Slow):
        async def on_asr_result(self, result: AsrResult) -> None:
            await asyncio.Event().wait()

    async with live({"a": Node, "b": Stuck}, [("a", "b", AsrResult, QueueDef(1, "block"))]) as s:
        ext(s, "a").send(AsrResult("1", final=True))
        await settle()
        ext(s, "a").send(AsrResult("2", final=True))
        began = s.clock.now_ns()
        await ext(s, "a").room()
        assert (s.clock.now_ns() - began) / 1e9 == pytest.approx(10)
        assert errors(s) == [("b", "edge_full")]
        assert ext(s, "client").errors[0].text == "b does not take asr_result from a"


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


async def test_a_flush_that_is_passed_on_does_not_interrupt_again() -> None:
    class Passes(Node):
        def on_tts_flush(self, flush: TtsFlush) -> None:
            self.send(flush)

    nodes = {"a": Node, "b": Passes, "client": Slow}
    async with live(nodes, [("a", "b", TtsFlush), ("b", "client", TtsFlush)]) as session:
        ext(session, "a").send(TtsFlush("1"))
        assert session.fence.epoch == 1


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
