"""Delivery in place and through the queue: one at a time, in order, urgent ones first."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.config.definition import QueueDef
from ten_lite.messages import AsrResult, Message, TextData, TtsFlush, TtsFlushEnd, TtsTextInput
from ten_lite.runtime import Session
from ten_lite.runtime.handlers import Handler
from ten_lite.runtime.mailbox import YIELD_EVERY

from .kit import Client, Node, errors, ext, live, settle
from .mailbox_kit import Plain, say


class Async(Plain):
    async def configure(self) -> None:
        await super().configure()
        self.go = asyncio.Event()
        self.running = 0

    async def on_asr_result(self, result: AsrResult) -> None:  # type: ignore[override]
        self.running += 1
        assert self.running == 1, "two handlers of one node at a time"
        await self.go.wait()
        super().on_asr_result(result)
        self.running -= 1


EDGES = [("a", "client", AsrResult), ("a", "client", TextData), ("a", "client", TtsFlush)]


async def test_a_plain_handler_of_an_idle_node_is_called_in_place() -> None:
    async with live({"a": Node, "client": Plain}, EDGES) as session:
        ext(session, "a").send(say("x"))
        assert ext(session, "client").got == ["x"]


async def test_with_direct_off_every_message_waits_for_the_nodes_task() -> None:
    async with live({"a": Node, "client": Plain}, EDGES, direct=False) as session:
        ext(session, "a").send(say("x"))
        assert ext(session, "client").got == []
        await settle()
        assert ext(session, "client").got == ["x"]


async def test_an_async_handler_runs_in_the_receivers_own_task() -> None:
    tasks = []

    class Who(Client):
        async def on_asr_result(self, result: AsrResult) -> None:
            async with asyncio.timeout(0.1):
                await asyncio.sleep(0)
                tasks.append(asyncio.current_task())

    async with live({"a": Node, "client": Who}, EDGES[:1]) as session:
        ext(session, "a").send(say("x"))
        assert tasks == []
        await settle()
        assert [task.get_name() for task in tasks if task] == ["session s1/client mailbox"]


async def test_a_plain_message_waits_while_an_async_handler_is_under_way() -> None:
    async with live({"a": Node, "client": Async}, EDGES) as session:
        ext(session, "a").send(say("1"))
        await settle()
        ext(session, "a").send(TextData("2"))
        assert ext(session, "client").got == []
        ext(session, "client").go.set()
        await settle()
        assert ext(session, "client").got == ["1", "2"]


async def test_one_wake_up_drains_all_that_waits_one_handler_at_a_time() -> None:
    async with live({"a": Node, "client": Async}, EDGES) as session:
        texts = [str(n) for n in range(50)]
        for text in texts:
            ext(session, "a").send(say(text))
        ext(session, "client").go.set()
        await settle()
        assert ext(session, "client").got == texts


@pytest.mark.parametrize("direct", [True, False])
async def test_urgent_messages_overtake_what_waits(direct: bool) -> None:
    async with live({"a": Node, "client": Async}, EDGES, direct=direct) as session:
        for text in "123":
            ext(session, "a").send(say(text))
        await settle()
        ext(session, "a").send(TtsFlush("!"))
        ext(session, "client").go.set()
        await settle()
        got = ext(session, "client").got
        assert got == (["flush !", "1", "2", "3"] if direct else ["1", "flush !", "2", "3"])


async def test_an_urgent_plain_handler_is_called_while_an_async_one_is_under_way() -> None:
    async with live({"a": Node, "client": Async}, EDGES) as session:
        ext(session, "a").send(say("1"))
        await settle()
        ext(session, "a").send(TtsFlush("!"))
        assert ext(session, "client").got == ["flush !"]


class FlushesInPlace(Node):
    """Is flushed from within its own handler, and again right after it."""

    async def configure(self) -> None:
        self.got: list[str] = []

    def on_asr_result(self, result: AsrResult) -> None:
        self.send(TextData("flush me"))

    def on_tts_flush(self, flush: TtsFlush) -> None:
        self.got.append(flush.flush_id)


class FlushesBack(Node):
    def on_text_data(self, text: TextData) -> None:
        self.send(TtsFlush("1"))


async def test_urgent_messages_keep_their_order_among_themselves() -> None:
    nodes = {"a": Node, "b": FlushesInPlace, "c": FlushesBack}
    edges = [("a", "b", AsrResult), ("b", "c", TextData), ("c", "b", TtsFlush)]
    async with live(nodes, edges) as session:
        ext(session, "a").send(say("x"))
        ext(session, "c").send(TtsFlush("2"))
        await settle()
        assert ext(session, "b").got == ["1", "2"]


async def test_urgent_messages_go_past_an_edge_that_blocks() -> None:
    class Middle(Node):
        async def configure(self) -> None:
            self.got: list[str] = []

        def on_asr_result(self, result: AsrResult) -> None:
            self.send(result)

        async def on_tts_flush(self, flush: TtsFlush) -> None:
            self.got.append(flush.flush_id)

    nodes = {"a": Node, "b": Middle, "client": Async}
    block = QueueDef(1, "block")
    edges = [("a", "b", AsrResult), ("b", "client", AsrResult, block), ("a", "b", TtsFlush)]
    async with live(nodes, edges) as session:
        for text in "123":
            ext(session, "a").send(say(text))
            await settle()
        ext(session, "a").send(TtsFlush("!"))
        await settle()
        assert session.channels[0].stats().queued == 1  # it has no room for the third
        assert ext(session, "b").got == ["!"]


@pytest.mark.parametrize("text", ["fail", "cancelled"])
async def test_an_in_place_handlers_exception_never_reaches_the_sender(text: str) -> None:
    async with live({"a": Node, "client": Plain}, EDGES) as session:
        ext(session, "a").send(say(text))
        await asyncio.sleep(1)
        assert errors(session) == [("client", "node_restarted")]


@pytest.mark.parametrize("text", ["fail", "cancelled"])
async def test_a_queued_handlers_exception_does_not_end_the_nodes_task(text: str) -> None:
    async with live({"a": Node, "client": Plain}, EDGES, direct=False) as session:
        ext(session, "a").send(say(text))
        await asyncio.sleep(1)
        ext(session, "a").send(say("next"))
        await settle()
        assert ext(session, "client").got == [text, "next"]
        assert errors(session) == [("client", "node_restarted")]


async def test_awaiting_a_cancelled_task_in_a_handler_does_not_end_the_nodes_task() -> None:
    class Awaits(Plain):
        async def on_asr_result(self, result: AsrResult) -> None:  # type: ignore[override]
            if result.text == "1":
                task = self.spawn(asyncio.sleep(9), name="nap")
                task.cancel()
                await task
            super().on_asr_result(result)

    async with live({"a": Node, "client": Awaits}, EDGES) as session:
        ext(session, "a").send(say("1"))
        await settle()
        ext(session, "a").send(say("2"))
        await settle()
        assert ext(session, "client").got == ["2"]


class Speaker(Plain):
    """Speaks for an hour; takes a moment to stop."""

    async def on_tts_text_input(self, text: TtsTextInput) -> None:  # type: ignore[override]
        try:
            await asyncio.sleep(3600 if text.text == "long" else 0)
        finally:
            self.got.append(f"end {text.text}")
            await asyncio.sleep(0.01)
            self.got.append(f"gone {text.text}")


SPEAK = [("a", "client", TtsTextInput), ("a", "client", TtsFlush)]


@pytest.mark.parametrize("flushes", [1, 2, 5])
async def test_a_handler_that_works_for_an_interrupted_answer_is_cancelled_once(
    flushes: int,
) -> None:
    async with live({"a": Node, "client": Speaker}, SPEAK) as session:
        ext(session, "a").send(TtsTextInput("1", "long"))
        await settle()
        for n in range(flushes):
            ext(session, "a").send(TtsFlush(str(n)))
            await settle(n)
        ext(session, "a").send(TtsTextInput("2", "next"))
        await asyncio.sleep(1)
        got = [text for text in ext(session, "client").got if "flush" not in text]
        assert got == ["end long", "gone long", "end next", "gone next"]


async def test_a_handler_that_works_for_the_present_goes_on() -> None:
    async with live({"a": Node, "client": Async}, EDGES) as session:
        ext(session, "a").send(say("transcript"))
        await settle()
        ext(session, "a").send(TtsFlush("1"))
        ext(session, "client").go.set()
        await settle()
        assert ext(session, "client").got == ["flush 1", "transcript"]


class Swallower(Plain):
    async def on_tts_text_input(self, text: TtsTextInput) -> None:  # type: ignore[override]
        try:
            await asyncio.sleep(3600 if text.text == "long" else 0)
        except asyncio.CancelledError:
            self.got.append("swallowed")
        await asyncio.sleep(0.1)
        self.got.append(text.text)


async def test_a_handler_that_swallows_the_interruption_does_not_end_the_nodes_task() -> None:
    async with live({"a": Node, "client": Swallower}, SPEAK) as session:
        ext(session, "a").send(TtsTextInput("1", "long"))
        await settle()
        ext(session, "a").send(TtsFlush("1"))
        ext(session, "a").send(TtsTextInput("2", "next"))
        await asyncio.sleep(1)
        assert ext(session, "client").got == ["flush 1", "swallowed", "long", "next"]


class Counter(Plain):
    async def configure(self) -> None:
        await super().configure()
        self.events: list[str] = []

    async def on_asr_result(self, result: AsrResult) -> None:  # type: ignore[override]
        self.events.append(result.text)

    def on_tts_flush_end(self, event: TtsFlushEnd) -> None:
        self.events.append("last")


@pytest.mark.parametrize("backlog", [YIELD_EVERY - 1, YIELD_EVERY, YIELD_EVERY + 1])
async def test_a_message_that_comes_while_a_backlog_yields_does_not_overtake_it(
    backlog: int,
) -> None:
    edges = [
        ("a", "client", AsrResult, QueueDef(1000, "block")),
        ("a", "client", TtsFlushEnd),
    ]
    async with live({"a": Node, "client": Counter}, edges) as session:
        a, texts = ext(session, "a"), [str(n) for n in range(backlog)]
        for text in texts:
            a.send(say(text))
        loop, sent = asyncio.get_running_loop(), []

        def send_last() -> None:
            a.send(TtsFlushEnd("x"))
            sent.append(True)

        loop.call_soon(send_last)  # right after the backlog's first stretch
        await settle()
        assert sent
        assert ext(session, "client").events == [*texts, "last"]


@pytest.mark.parametrize("end", ["drop", "close", "restart"])
async def test_a_backlog_that_is_dropped_while_it_yields_does_no_harm(end: str) -> None:
    queue = QueueDef(YIELD_EVERY, "drop_oldest")
    async with live({"a": Node, "client": Plain}, [("a", "client", AsrResult, queue)]) as session:
        mailbox = session.nodes["client"].mailbox
        mailbox.close()
        for n in range(2 * YIELD_EVERY):
            ext(session, "a").send(say(str(n)))
        mailbox.open(mailbox._handlers)
        for _ in range(4):
            await asyncio.sleep(0)
            if end == "drop":
                session.channels[0].drop_all()
            elif end == "restart":
                mailbox.close()
        if end == "close":
            await session.close()
        else:
            assert not session.ending


async def test_what_is_delivered_again_comes_before_all_that_waits() -> None:
    async with live({"a": Node, "client": Async}, EDGES) as session:
        mailbox, client = session.nodes["client"].mailbox, ext(session, "client")
        mailbox.close()
        ext(session, "a").send(say("waits"))
        mailbox.open(client_handlers(session))
        mailbox.again(say("again"))
        mailbox.again(TextData("and this"))
        assert client.got == []
        client.go.set()
        await settle()
        assert client.got == ["again", "and this", "waits"]


async def test_a_plain_message_that_is_delivered_again_is_handled_at_once() -> None:
    async with live({"a": Node, "client": Plain}, EDGES) as session:
        session.nodes["client"].mailbox.again(say("again"))
        assert ext(session, "client").got == ["again"]


def client_handlers(session: Session) -> dict[type[Message], Handler]:
    return session.nodes["client"].supervisor.current.handlers()


async def test_a_message_to_several_is_handled_by_each_before_what_they_send() -> None:
    class Answers(Plain):
        def on_asr_result(self, result: AsrResult) -> None:
            super().on_asr_result(result)
            self.send(TextData("answer"))

    edges = [("a", "b", AsrResult), ("a", "client", AsrResult), ("b", "client", TextData)]
    async with live({"a": Node, "b": Answers, "client": Plain}, edges) as session:
        ext(session, "a").send(say("x"))
        await settle()
        assert ext(session, "client").got == ["x", "answer"]


async def test_who_waits_for_room_goes_on_when_no_edge_is_full_or_one_is_full_too_long() -> None:
    edges = [("a", "client", AsrResult, QueueDef(1, "block"))]
    async with live({"a": Node, "client": Async}, edges) as session:
        mailbox = session.nodes["a"].mailbox
        await mailbox.room()
        for text in "12":
            ext(session, "a").send(say(text))
        waiting = asyncio.ensure_future(mailbox.room())
        await asyncio.sleep(9.9)
        assert not waiting.done()
        await asyncio.sleep(0.2)
        assert waiting.done()
        assert errors(session) == [("client", "edge_full")]
        ext(session, "client").go.set()


async def test_an_async_handlers_exception_is_the_nodes_and_what_it_works_on_is_known() -> None:
    class Fails(Async):
        async def on_asr_result(self, result: AsrResult) -> None:  # type: ignore[override]
            await self.go.wait()
            raise ValueError("no")

    async with live({"a": Node, "client": Fails}, EDGES) as session:
        message = say("x")
        ext(session, "a").send(message)
        await settle()
        assert session.nodes["client"].mailbox.awaiting is message
        ext(session, "client").go.set()
        await settle()
        assert session.nodes["client"].mailbox.awaiting is None
        await asyncio.sleep(1)
        assert errors(session) == [("client", "node_restarted")]
