"""The fence at the socket: after the flush command not one byte of the old answer."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from collections.abc import AsyncGenerator

import pytest

from ten_lite.kinds import LlmExtension, TtsExtension
from ten_lite.messages import ChatCompletion, Message, TtsTextInput
from ten_lite_fakes.config import FakeLlmConfig, FakeTtsConfig
from ten_lite_websocket_server.outbox import Outbox
from ten_lite_websocket_server.tests.kit import (
    SPECS,
    Client,
    audio_of,
    conversation_graph,
    serving,
    sound,
)

SEEDS = 300
BATCHES = 20


class RandomLlm(LlmExtension[FakeLlmConfig]):
    """Answers in words after pauses of any length; each reply has a seed of its own."""

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str, None]:
        rng = random.Random(f"{self.config.replies[0]} {len(request.messages)}")
        for n in range(rng.randint(1, 30)):
            await pause(rng, 0.15)
            yield f"word{n}{rng.choice(['', '', '', ',', '.'])} "


class RandomTts(TtsExtension[FakeTtsConfig]):
    """Speaks samples that tell the epoch they belong to, in chunks of any size and lateness."""

    voice_rate_hz = 16_000

    async def configure(self) -> None:
        self.lead_s = self.config.lead_s

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        self._epoch = message.epoch
        await super().on_tts_text_input(message)

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        epoch = self._epoch
        rng = random.Random(f"{self.config.tone_hz} {epoch} {text}")
        for _ in text.split():
            await pause(rng, 0.3)
            data = epoch.to_bytes(2, "little") * rng.randint(1, 4_000)
            cut = rng.randrange(len(data) + 1)
            yield data[:cut]
            yield data[cut:]


async def pause(rng: random.Random, longest_s: float) -> None:
    """No time at all, one round of the loop, or some time."""
    kind = rng.random()
    if kind < 0.3:
        return
    await asyncio.sleep(0 if kind < 0.6 else rng.random() * longest_s)


def random_addon(name: str, extension: type):
    factory = f"{extension.__module__}:{extension.__qualname__}"
    return dataclasses.replace(SPECS[name], factory=factory)


async def leaks_of(seed: int) -> tuple[list[str], int, int]:
    """(what leaked, flushes, frames) of one conversation of interruptions."""
    rng = random.Random(seed)
    graph = conversation_graph(
        stt={"silence_ms": 100, "partial_every_ms": rng.choice([0, 40])},
        llm={"replies": [str(seed)]},
        tts={"tone_hz": 20 + seed, "lead_s": rng.choice([0.1, 0.5, 2.0, 10.0])},
        specs={
            "llm": random_addon("fake_llm", RandomLlm),
            "tts": random_addon("fake_tts", RandomTts),
        },
    )
    async with serving(graph) as app, Client(app) as client:
        session = app.sessions["s1"]
        for _ in range(rng.randint(3, 7)):
            if rng.random() < 0.7:
                await client.type("go on")
            else:
                await client.say(sound(60) + bytes(32 * 120))
            await asyncio.sleep(rng.choice([0, 0.001, 0.02, 0.3, 1.5]) * rng.random())
        await asyncio.sleep(1)

        leaks, flushes, frames = [], 0, 0
        for reply in client.got:
            if reply["type"] == "cmd":
                flushes += 1
            elif reply["type"] == "audio":
                frames += 1
                epoch = int.from_bytes(audio_of(reply)[:2], "little")
                if epoch < flushes:
                    leaks.append(f"seed {seed}: sound of epoch {epoch} after flush {flushes}")
        if flushes != session.fence.epoch:
            leaks.append(f"seed {seed}: {flushes} of {session.fence.epoch} flushes arrived")
        return leaks, flushes, frames


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_after_the_flush_on_the_wire_no_byte_of_the_old_answer(batch: int):
    size = SEEDS // BATCHES
    seeds = range(batch * size, (batch + 1) * size)
    print(f"seeds {seeds}")
    flushes = frames = 0
    for seed in seeds:
        leaks, flushed, heard = await leaks_of(seed)
        assert leaks == []
        flushes, frames = flushes + flushed, frames + heard
    assert flushes > size  # it did interrupt
    assert frames > 10 * size  # and there was something to hear


async def test_the_check_is_able_to_see_a_leak(monkeypatch: pytest.MonkeyPatch):
    """Without the fence in the outbox of a slow socket, sound does leak."""

    async def get_anything(self: Outbox) -> Message:
        await asyncio.sleep(0.03)
        while not self._queue:
            self._ready.clear()
            await self._ready.wait()
        return self._queue.popleft()

    monkeypatch.setattr(Outbox, "get", get_anything)
    leaks = [leak for seed in range(10) for leak in (await leaks_of(seed))[0]]
    assert any("after flush" in leak for leak in leaks)
