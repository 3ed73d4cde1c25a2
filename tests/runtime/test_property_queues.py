"""Every message is accounted for, and no queue grows past its bound."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import settings

from ten_lite.addons import AddonConfig
from ten_lite.config.definition import QueueDef
from ten_lite.errors import EdgeFullError
from ten_lite.messages import AsrResult, PcmFrame, TextData, TtsFlush, TtsTextInput
from ten_lite.runtime import Extension, Session
from ten_lite.runtime.channel import Channel

from .kit import Client, Edge, balanced, live

pytestmark = [pytest.mark.usefixtures("quiet"), pytest.mark.randomized]

GRAPHS = 2 * settings.default.max_examples


class Part(Extension[AddonConfig]):
    @property
    def random(self) -> random.Random:
        world: random.Random = self.session.client
        return world

    async def pause(self) -> None:
        if self.random.random() < 0.6:
            await asyncio.sleep(self.random.choice((0, 0.001, 0.01)))


class Source(Part):
    """Sends without regard for the receivers, or waits for room each time."""

    async def start(self) -> None:
        self.spawn(self._talk(polite=self.random.random() < 0.5), name="talk")

    async def _talk(self, *, polite: bool) -> None:
        for number in range(self.random.randint(1, 40)):
            if polite:
                await self.room()
            if self.random.random() < 0.3:
                await self.pause()
            try:
                self.send(
                    self.random.choice(
                        (
                            AsrResult(str(number), final=True),
                            TtsTextInput("1", str(number)),
                            PcmFrame(b"\0\0"),
                            TtsFlush(str(number)),
                        )
                    )
                )
            except EdgeFullError:
                assert not polite


class Plain(Part):
    def on_asr_result(self, result: AsrResult) -> None:
        self.send(TextData(result.text))

    def on_tts_text_input(self, text: TtsTextInput) -> None:
        for _ in range(self.random.randint(0, 3)):
            self.send(PcmFrame(b"\0\0"))
        if self.random.random() < 0.02:
            raise ValueError

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self.send(frame)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        pass


class Slow(Part):
    async def on_asr_result(self, result: AsrResult) -> None:
        await self.pause()
        self.send(TextData(result.text))

    async def on_tts_text_input(self, text: TtsTextInput) -> None:
        for _ in range(self.random.randint(0, 3)):
            await self.pause()
            self.send(PcmFrame(b"\0\0"))
            await self.room()

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self.send(frame)

    async def on_tts_flush(self, flush: TtsFlush) -> None:
        await self.pause()


class PlainSink(Client):
    def on_text_data(self, text: TextData) -> None:
        pass

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        pass


class SlowSink(Client):
    async def on_text_data(self, text: TextData) -> None:
        await asyncio.sleep(self.session.client.choice((0.001, 0.02)))

    async def on_pcm_frame(self, frame: PcmFrame) -> None:
        await asyncio.sleep(self.session.client.choice((0.001, 0.02)))


def make(seed: int) -> tuple[random.Random, dict[str, type[Extension[AddonConfig]]], list[Edge]]:
    rng = random.Random(seed)

    def queue() -> QueueDef:
        return QueueDef(rng.randint(1, 6), rng.choice(("block", "drop_oldest", "drop_newest")))

    nodes = {
        "source": Source,
        "worker": rng.choice((Plain, Slow)),
        "client": rng.choice((PlainSink, SlowSink)),
    }
    edges: list[Edge] = [
        ("source", "worker", AsrResult, queue()),
        ("source", "worker", TtsTextInput, queue()),
        ("source", "worker", PcmFrame, queue()),
        ("source", "worker", TtsFlush, queue()),
        ("worker", "client", TextData, queue()),
        ("worker", "client", PcmFrame, queue()),
    ]
    return rng, nodes, edges


def check(session: Session, seed: int) -> None:
    for channel in session.channels:
        stats, edge = channel.stats(), channel.edge
        assert balanced(stats), f"seed {seed}: {edge}: {stats}"
        bound = edge.queue.size * (2 if edge.queue.policy == "block" else 1)
        assert stats.queued <= stats.most_queued <= bound, f"seed {seed}: {edge}: {stats}"


async def run(seed: int) -> tuple[int, int, int]:
    rng, nodes, edges = make(seed)
    async with live(nodes, edges, client=rng, direct=rng.random() < 0.7) as session:
        for _ in range(30):
            await asyncio.sleep(0.003)
            check(session, seed)
        await asyncio.sleep(30)
        check(session, seed)
        if not session.ending:
            assert all(not channel.stats().queued for channel in session.channels), f"seed {seed}"
    check(session, seed)
    stats = [channel.stats() for channel in session.channels]
    assert all(not each.queued for each in stats), f"seed {seed}: something is queued after close"
    return tuple(sum(getattr(s, what) for s in stats) for what in ("delivered", "dropped", "stale"))


async def is_balanced(seed: int) -> bool:
    try:
        await run(seed)
    except AssertionError:
        return False
    return True


async def test_sent_is_delivered_and_dropped_and_stale_and_queued_at_every_moment() -> None:
    totals = [0, 0, 0]
    for seed in range(GRAPHS):
        totals = [a + b for a, b in zip(totals, await run(seed), strict=True)]
    assert min(totals) > GRAPHS, f"delivered, dropped, stale: {totals}"


async def test_the_property_notices_a_drop_that_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def drop_oldest(channel: Channel) -> None:
        channel.waiting.popleft().message = None
        channel.receiver.gone(1)

    monkeypatch.setattr(Channel, "drop_oldest", drop_oldest)
    assert not all([await is_balanced(seed) for seed in range(20)])


class Producer(Extension[AddonConfig]):
    """Sends as fast as it may."""

    count = 500

    async def start(self) -> None:
        self.sent = 0
        self.spawn(self._produce(), name="produce")

    async def _produce(self) -> None:
        for number in range(self.count):
            await self.room()
            self.send(AsrResult(str(number), final=True))
            self.sent += 1


class PassThrough(Extension[AddonConfig]):
    def on_asr_result(self, result: AsrResult) -> None:
        self.send(result)


class Consumer(Client):
    async def configure(self) -> None:
        await super().configure()
        self.got: list[str] = []
        self.furthest = 0

    async def on_asr_result(self, result: AsrResult) -> None:
        await asyncio.sleep(0.01)
        self.got.append(result.text)
        producer = self.session.nodes["producer"].extension
        assert isinstance(producer, Producer)
        self.furthest = max(self.furthest, producer.sent - len(self.got))


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("size", [1, 2, 7])
async def test_block_holds_up_the_sender_through_a_plain_node_and_loses_nothing(
    direct: bool, size: int
) -> None:
    queue = QueueDef(size, "block")
    nodes = {"producer": Producer, "middle": PassThrough, "client": Consumer}
    edges: list[Edge] = [
        ("producer", "middle", AsrResult, queue),
        ("middle", "client", AsrResult, queue),
    ]
    async with live(nodes, edges, direct=direct) as session:
        await asyncio.sleep(Producer.count * 0.01 + 1)
        client = session.nodes["client"].extension
        assert isinstance(client, Consumer)
        assert client.got == [str(number) for number in range(Producer.count)]
        assert client.errors == []
        assert client.furthest <= 2 * size + 3
        for channel in session.channels:
            assert channel.stats().most_queued <= size + 1
