"""Whatever fails whenever: commands end once, edges keep their order, nothing is left or hangs."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import settings

from ten_lite.addons import AddonConfig
from ten_lite.config.definition import RestartDef
from ten_lite.errors import CommandError, ProviderError
from ten_lite.messages import AsrResult, ChatCompletion, ChatDelta, TextData, TtsFlush, TtsFlushEnd
from ten_lite.runtime import Resource, ResourcePool, Session
from ten_lite.testing import leftover_tasks

from .kit import Client, Node, balanced, errors, ext, make_session

SESSIONS = 4 * settings.default.max_examples

pytestmark = pytest.mark.randomized


@dataclass
class World:
    random: random.Random
    got: dict[str, list[int]] = field(default_factory=dict)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    void: set[str] = field(default_factory=set)
    flushed: list[str] = field(default_factory=list)
    flushes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def fail(self, chance: float) -> None:
        dice = self.random.random()
        if dice < chance / 2:
            raise OSError
        if dice < chance:
            raise ProviderError("x", retryable=False)

    async def pause(self) -> None:
        if self.random.random() < 0.5:
            await asyncio.sleep(self.random.choice((0, 0.001, 0.01, 0.1, 1)))


class Part(Node):
    start_timeout_s = configure_timeout_s = 2.0

    @property
    def world(self) -> World:
        world: World = self.session.client
        return world

    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        async def load() -> str:
            await asyncio.sleep(0.01)
            return cls.__name__

        async def close(value: str) -> None:
            await asyncio.sleep(0.01)

        return {"model": Resource(key=cls, label="", load=load, close=close)}

    async def configure(self) -> None:
        if self.resource("model") != type(self).__name__:
            self.world.wrong.append("resource of somebody else")
        if self.state.setdefault("owner", type(self)) is not type(self):
            self.world.wrong.append("state of somebody else")
        await self.world.pause()
        self.world.fail(0.1)

    async def start(self) -> None:
        await self.world.pause()
        self.world.fail(0.1)
        if self.world.random.random() < 0.2:
            self.spawn(self._die(), name="die")

    async def _die(self) -> None:
        await asyncio.sleep(self.world.random.choice((0, 0.01, 1, 20, 40)))
        self.world.fail(1)

    async def stop(self) -> None:
        await self.world.pause()
        if self.resource("model") != type(self).__name__:
            self.world.wrong.append("resource given back too early")
        self.world.fail(0.1)

    def _got(self, edge: str, number: int) -> None:
        self.world.got.setdefault(edge, []).append(number)
        self.world.fail(0.05)

    def on_asr_result(self, result: AsrResult) -> None:
        self._got("asr", int(result.text))

    async def on_text_data(self, text: TextData) -> None:
        await self.world.pause()
        self._got("text", int(text.text))

    def on_tts_flush(self, flush: TtsFlush) -> None:
        self.send(TtsFlushEnd(flush.flush_id))

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncIterator[ChatDelta]:
        self.world.asked[request.request_id, type(self).__name__] += 1
        if request.request_id in self.world.void:
            self.world.wrong.append("interrupted, and carried out all the same")
        for _ in range(self.world.random.randint(0, 3)):
            await self.world.pause()
            self.world.fail(0.1)
            yield ChatDelta("x")


class One(Part):
    pass


class Two(Part):
    pass


class Three(Part):
    pass


class Ears(Client):
    def on_tts_flush_end(self, end: TtsFlushEnd) -> None:
        self.session.client.flushes.append(end.flush_id)


EDGES = [
    ("a", "b", AsrResult),
    ("a", "b", TextData),
    ("a", "b", ChatCompletion),
    ("a", "b", TtsFlush),
    ("b", "client", TtsFlushEnd),
]


async def talk(session: Session, world: World) -> None:
    node, dice, callers = ext(session, "a"), world.random, []
    for number in range(dice.randint(5, 40)):
        if session.ending:
            break
        what = dice.random()
        if what < 0.3:
            node.send(AsrResult(str(number), final=True))
        elif what < 0.55:
            node.send(TextData(str(number)))
        elif what < 0.9:
            callers.append(asyncio.ensure_future(ask(session, world, str(number))))
        else:
            world.void |= world.called
            node.send(TtsFlush(str(number)))
            world.flushed.append(str(number))
        if dice.random() < 0.3:
            await asyncio.sleep(dice.choice((0, 0.001, 0.01, 0.3, 3, 20)))
    if dice.random() < 0.5:
        await all_is_done(session, world, callers)
    else:
        await asyncio.sleep(dice.choice((0, 0.01, 1, 40)))
    async with asyncio.timeout(30):
        await session.close()
    async with asyncio.timeout(1):
        await asyncio.gather(*callers)


async def all_is_done(session: Session, world: World, callers: list[asyncio.Task[None]]) -> None:
    """What was sent is worked off by itself, unless the session ends first."""
    over = asyncio.ensure_future(session.ended.wait())
    try:
        for caller in callers:
            async with asyncio.timeout(200):
                await asyncio.wait({caller, over}, return_when=asyncio.FIRST_COMPLETED)
        for _ in range(200):
            if session.ending or world.flushes == world.flushed:
                break
            await asyncio.sleep(1)
        if not session.ending:
            assert world.flushes == world.flushed
            assert not session.runs
    finally:
        over.cancel()


async def ask(session: Session, world: World, name: str) -> None:
    world.called.add(name)
    with contextlib.suppress(CommandError):
        await ext(session, "a").call(ChatCompletion([], name), timeout_s=3600).result()
    world.ended.add(name)


@pytest.mark.parametrize("direct", [True, False])
async def test_any_failures_at_any_time(direct: bool, quiet: None) -> None:
    told: Counter[str] = Counter()
    for seed in range(SESSIONS):
        print("seed", seed)
        world, pool = World(random.Random(seed)), ResourcePool()
        session = make_session(
            {"a": Node, "b": One, "client": Ears},
            EDGES,
            direct=direct,
            pool=pool,
            client=world,
            fallback={"b": [Two, Three][: seed % 3]},
            restart=RestartDef(limit=seed % 2, backoff_s=(0.1,)),
        )
        try:
            await session.start()
        except (OSError, ProviderError):
            told["no start"] += 1
        else:
            await talk(session, world)
            told.update(code for _, code in errors(session))
        told["returns"] += session.nodes["b"].supervisor.return_count
        assert leftover_tasks() == []
        assert not any(pool.users(part) for part in (One, Two, Three))
        assert world.wrong == []
        assert {name for name, _ in world.asked} <= world.ended
        told["asked again"] += len(world.asked) - len({name for name, _ in world.asked})
        assert set(world.asked.values()) <= {1}, "each candidate is asked once"
        for numbers in world.got.values():
            assert numbers == sorted(set(numbers))
        assert world.flushes == sorted(world.flushes, key=int)
        assert all(balanced(channel.stats()) for channel in session.channels)
        assert not session.runs
        assert not session.nodes["b"].supervisor._alive
    often = ("no start", "node_fallback", "node_restarted")
    assert min(told[what] for what in often) > SESSIONS / 20
    assert min(told[what] for what in ("node_failed", "returns", "asked again")) > SESSIONS / 50
    print(told)
