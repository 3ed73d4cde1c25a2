from __future__ import annotations

import asyncio

import pytest

from ten_lite.config.definition import QueueDef
from ten_lite.errors import EdgeFullError
from ten_lite.messages import AsrResult, PcmFrame, TextData, TtsFlush, TtsTextInput
from ten_lite.runtime import Session
from ten_lite.runtime.channel import Channel

from .kit import Client, Node, balanced, ext, live, settle


class Gate(Client):
    """Takes one message at a time, when it is let."""

    async def configure(self) -> None:
        await super().configure()
        self.got: list[str] = []
        self.gate = asyncio.Semaphore(0)

    async def on_asr_result(self, result: AsrResult) -> None:
        await self.gate.acquire()
        self.got.append(result.text)

    async def on_tts_text_input(self, text: TtsTextInput) -> None:
        await self.gate.acquire()
        self.got.append(text.text)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        pass


NODES = {"a": Node, "client": Gate}


def edges(size: int, policy: str) -> list[tuple[str, str, type[AsrResult], QueueDef]]:
    return [("a", "client", AsrResult, QueueDef(size, policy))]  # type: ignore[arg-type]


def send(session: Session, *numbers: int) -> None:
    for number in numbers:
        ext(session, "a").send(AsrResult(str(number), final=True))


async def take(session: Session, count: int) -> list[str]:
    client = ext(session, "client")
    for _ in range(count):
        client.gate.release()
    await settle(40)
    got: list[str] = client.got
    return got


def only(session: Session) -> Channel:
    (channel,) = session.channels
    return channel


async def test_drop_oldest_keeps_the_newest_messages_in_order() -> None:
    async with live(NODES, edges(3, "drop_oldest")) as session:
        send(session, *range(10))
        assert only(session).stats().dropped == 7
        assert await take(session, 10) == ["7", "8", "9"]


async def test_drop_newest_keeps_the_oldest_messages_in_order() -> None:
    async with live(NODES, edges(3, "drop_newest")) as session:
        send(session, *range(10))
        assert only(session).stats().dropped == 7
        assert await take(session, 10) == ["0", "1", "2"]


@pytest.mark.parametrize("policy", ["drop_oldest", "drop_newest"])
async def test_no_more_than_size_messages_wait(policy: str) -> None:
    async with live(NODES, edges(3, policy)) as session:
        send(session, *range(100))
        stats = only(session).stats()
        assert (stats.queued, stats.most_queued) == (3, 3)


async def test_block_takes_twice_its_size_and_then_raises_what_to_do() -> None:
    async with live(NODES, edges(3, "block")) as session:
        send(session, *range(6))
        with pytest.raises(EdgeFullError, match=r"a -> client \(asr_result\).*await room\(\)"):
            send(session, 6)
        stats = only(session).stats()
        assert (stats.queued, stats.dropped) == (6, 1)
        assert await take(session, 10) == ["0", "1", "2", "3", "4", "5"]


async def test_sent_is_delivered_dropped_stale_and_queued_at_each_step() -> None:
    edge = ("a", "client", TtsTextInput, QueueDef(3, "drop_oldest"))
    async with live(NODES, [edge, ("a", "client", TtsFlush)]) as session:
        channel = session.channels[0]
        for number in range(6):
            ext(session, "a").send(TtsTextInput("1", str(number)))
            assert balanced(channel.stats())
        await take(session, 1)
        ext(session, "a").send(TtsFlush("1"))
        stats = channel.stats()
        assert (stats.sent, stats.dropped, stats.queued) == (6, 3, 0)
        assert stats.delivered + stats.stale == 3
    assert balanced(channel.stats())


async def test_what_is_left_at_the_end_counts_as_dropped() -> None:
    async with live(NODES, edges(5, "block")) as session:
        send(session, *range(4))
        await settle()
    stats = only(session).stats()
    assert (stats.delivered, stats.dropped, stats.queued) == (1, 3, 0)


class VoiceGate(Node):
    on_tts_text_input = Gate.on_tts_text_input
    on_tts_flush = Gate.on_tts_flush

    async def configure(self) -> None:
        self.got: list[str] = []
        self.gate = asyncio.Semaphore(0)


async def test_a_stale_message_is_refused_when_it_is_sent() -> None:
    nodes = {"a": Node, "b": VoiceGate}
    async with live(nodes, [("a", "b", TtsTextInput), ("a", "b", TtsFlush)]) as session:
        old = TtsTextInput("1", "old")
        session.fence.stamp(old)
        ext(session, "a").send(TtsFlush("1"))
        ext(session, "a").send(old)
        assert session.channels[0].stats().stale == 1
        assert session.channels[0].stats().queued == 0


async def test_a_flush_takes_what_is_stale_out_of_the_queue_at_once_and_nothing_else() -> None:
    edges_ = [
        ("a", "client", TtsTextInput),
        ("a", "client", AsrResult),
        ("a", "client", TtsFlush),
    ]
    async with live(NODES, edges_) as session:
        send(session, 0)
        await settle()
        for n in (1, 2):
            ext(session, "a").send(TtsTextInput("1", f"old {n}"))
            send(session, n)
        ext(session, "a").send(TtsFlush("1"))
        assert session.channels[0].stats().queued == 0
        assert session.channels[0].stats().stale == 2
        ext(session, "a").send(TtsTextInput("2", "new"))
        assert await take(session, 10) == ["0", "1", "2", "new"]


class Ear(Client):
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        raise AssertionError("a frame was delivered")

    def on_text_data(self, text: TextData) -> None:
        pass


async def test_many_dropped_messages_leave_no_trace_in_the_mailbox() -> None:
    async with live({"a": Node, "client": Ear}, [("a", "client", PcmFrame)]) as session:
        mailbox = session.nodes["client"].mailbox
        mailbox.close()
        for _ in range(20_000):
            ext(session, "a").send(PcmFrame(b"\0\0"))
        assert len(mailbox._pending) < 1_000
        for _ in range(2_000):
            session.report("x", node="a", code="x")
        assert len(mailbox._urgent) < 1_000


async def test_how_long_the_next_message_has_waited_is_known() -> None:
    async with live(NODES, edges(4, "block")) as session:
        channel = only(session)
        send(session, 1)
        await asyncio.sleep(1)
        assert channel.waited_ms(session.clock.now_ns()) == 0
        send(session, 2)
        await asyncio.sleep(1)
        send(session, 3)
        await asyncio.sleep(0.5)
        assert channel.waited_ms(session.clock.now_ns()) == 1500
        await take(session, 2)
        assert channel.waited_ms(session.clock.now_ns()) == 0
