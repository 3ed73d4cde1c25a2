"""No message of an interrupted answer is delivered after the flush, in any interleaving."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import settings

from ten_lite.addons import AddonConfig
from ten_lite.messages import AsrResult, Message, PcmFrame, TextData, TtsFlush, TtsTextInput
from ten_lite.runtime import Extension
from ten_lite.runtime.channel import Channel
from ten_lite.runtime.fence import Fence
from ten_lite_websocket_server.outbox import Outbox

from .kit import Client, live

INTERLEAVINGS = 10 * settings.default.max_examples
MUTANT_INTERLEAVINGS = 300

pytestmark = pytest.mark.randomized


@dataclass
class World:
    """What the test knows by itself: each answer's number and how many flushes there were.

    Every part of an answer carries the number of flushes there had been when the answer began,
    in its payload, so the test does not rely on the envelope.
    """

    random: random.Random
    flushes: int = 0
    heard: int = 0
    told: int = 0
    shown: int = 0
    delivered: int = 0
    leaks: list[str] = field(default_factory=list)

    def seen(self, where: str, answer: int) -> None:
        self.delivered += 1
        if answer < self.flushes:
            self.leaks.append(f"{where}: answer {answer} after flush {self.flushes}")

    def flush(self, node: Extension[AddonConfig]) -> None:
        self.flushes += 1
        node.send(TtsFlush(str(self.flushes)))

    async def pause(self) -> None:
        dice = self.random.random()
        if dice < 0.4:
            await asyncio.sleep(0)
        elif dice < 0.8:
            await asyncio.sleep(self.random.choice((0.001, 0.002, 0.005)))


class Part(Extension[AddonConfig]):
    @property
    def world(self) -> World:
        world: World = self.session.client
        return world


class Source(Part):
    async def start(self) -> None:
        self.spawn(self._talk(), name="talk")

    async def _talk(self) -> None:
        for n in range(self.world.random.randint(1, 4)):
            await self.world.pause()
            self.world.told += 1
            self.send(AsrResult(str(n), final=True))


class Control(Part):
    """Answers each transcript; a part of them, and what the client types, interrupt first."""

    def _answer(self) -> None:
        world = self.world
        world.heard += 1
        if world.random.random() < 0.5:
            world.flush(self)
        self.send(TextData("heard"))
        if world.random.random() < 0.5:
            self._say(world.flushes, 2)
        else:
            self.spawn(
                self._think(world.flushes), name="think", until_flush=world.random.random() < 0.5
            )

    async def _think(self, answer: int) -> None:
        for _ in range(2):
            self._say(answer, 1)
            await self.world.pause()

    def _say(self, answer: int, times: int) -> None:
        for n in range(times):
            self.send(TtsTextInput(str(answer), str(n)))


class PlainControl(Control):
    def on_asr_result(self, result: AsrResult) -> None:
        self._answer()

    def on_text_data(self, text: TextData) -> None:
        self.world.flush(self)


class AsyncControl(Control):
    async def on_asr_result(self, result: AsrResult) -> None:
        await self.world.pause()
        self._answer()
        await self.world.pause()

    async def on_text_data(self, text: TextData) -> None:
        self.world.flush(self)


class Voice(Part):
    def _frame(self, text: TtsTextInput) -> None:
        self.send(PcmFrame(int(text.request_id).to_bytes(2, "little")))


class PlainVoice(Voice):
    def on_tts_text_input(self, text: TtsTextInput) -> None:
        self.world.seen("voice", int(text.request_id))
        self._frame(text)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        pass


class AsyncVoice(Voice):
    async def on_tts_text_input(self, text: TtsTextInput) -> None:
        self.world.seen("voice", int(text.request_id))
        for _ in range(2):
            await self.world.pause()
            self._frame(text)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        pass


class StubbornVoice(Voice):
    """Works in a task that no interruption cancels."""

    def on_tts_text_input(self, text: TtsTextInput) -> None:
        self.world.seen("voice", int(text.request_id))
        self.spawn(self._speak(text), name="speak")

    async def _speak(self, text: TtsTextInput) -> None:
        for _ in range(2):
            await self.world.pause()
            self._frame(text)

    async def on_tts_flush(self, flush: TtsFlush) -> None:
        await self.world.pause()


class Sink(Client):
    async def start(self) -> None:
        self.world: World = self.session.client
        self._outbox = Outbox(self.session.fence, sound_ms=10_000)
        self.spawn(self._write(), name="write")

    def _take(self, message: Message) -> None:
        if isinstance(message, PcmFrame):
            self.world.seen("sink", int.from_bytes(message.data, "little"))
        self._outbox.put(message)

    async def _write(self) -> None:
        while True:
            message = await self._outbox.get()
            if isinstance(message, PcmFrame):
                self.world.seen("socket", int.from_bytes(message.data, "little"))
            elif isinstance(message, TextData):
                self.world.shown += 1
            await self.world.pause()

    def on_text_data(self, text: TextData) -> None:
        self._take(text)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        self._take(flush)


class PlainSink(Sink):
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self._take(frame)
        if self.world.random.random() < 0.1:
            self.send(TextData("stop"))  # interrupts from on top of the work that sent the frame


class AsyncSink(Sink):
    async def on_pcm_frame(self, frame: PcmFrame) -> None:
        self._take(frame)
        await self.world.pause()
        if self.world.random.random() < 0.1:
            self.send(TextData("stop"))


async def interleaving(seed: int) -> World:
    rng = random.Random(seed)
    world = World(rng)
    nodes = {
        "source": Source,
        "control": rng.choice((PlainControl, AsyncControl)),
        "voice": rng.choice((PlainVoice, AsyncVoice, StubbornVoice)),
        "client": rng.choice((PlainSink, AsyncSink)),
    }
    edges = [
        ("source", "control", AsrResult),
        ("client", "control", TextData),
        ("control", "client", TextData),
        ("control", "voice", TtsTextInput),
        ("control", "voice", TtsFlush),
        ("control", "client", TtsFlush),
        ("voice", "client", PcmFrame),
    ]
    async with live(nodes, edges, client=world, direct=rng.random() < 0.8) as session:
        await asyncio.sleep(1)
        assert not session.ending, session.end_reason
    return world


async def test_no_part_of_an_interrupted_answer_is_delivered_after_the_flush() -> None:
    flushes = delivered = 0
    for seed in range(INTERLEAVINGS):
        world = await interleaving(seed)
        assert world.leaks == [], f"seed {seed}"
        assert world.heard == world.told, f"seed {seed}: a transcript was lost"
        assert world.shown == world.told, f"seed {seed}: a text was lost"
        flushes += world.flushes
        delivered += world.delivered
    assert flushes > INTERLEAVINGS / 2
    assert delivered > INTERLEAVINGS


def push_without_fence(channel: Channel, message: Message) -> None:
    channel.sent += 1
    if not channel.receiver.call_now(channel, message):
        channel._wait(message)


async def get_without_fence(outbox: Outbox) -> Message:
    while not outbox._queue:
        outbox._ready.clear()
        await outbox._ready.wait()
    return outbox._queue.popleft()


@pytest.mark.parametrize(
    ("owner", "name", "mutant"),
    [
        (Channel, "push", push_without_fence),
        (Fence, "is_stale", lambda fence, message: False),
        (Outbox, "get", get_without_fence),
    ],
)
async def test_the_property_notices_when_a_fence_check_is_missing(
    owner: type, name: str, mutant: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, mutant)
    leaks = [(await interleaving(seed)).leaks for seed in range(MUTANT_INTERLEAVINGS)]
    assert any(leaks)
