"""Order on every edge, and the same behaviour whether messages are queued or handled in place."""

from __future__ import annotations

import asyncio
import random
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import settings

from ten_lite.addons import AddonConfig
from ten_lite.messages import AsrResult, Message, PcmFrame
from ten_lite.runtime import Extension
from ten_lite.runtime.mailbox import Mailbox

from .kit import Edge, balanced, errors, ext, live

pytestmark = pytest.mark.usefixtures("quiet")

GRAPHS = 2 * settings.default.max_examples
BURSTS = 3

pytestmark = pytest.mark.randomized
HOPS = 6

Hop = tuple[str, str, type[Message]]
Item = tuple[tuple[str, ...], int]
"""A message of the test: the edges' sources and copies it came by, and its number."""


@dataclass
class World:
    """The graph of one seed, and what was sent and handled on it."""

    seed: int
    random: random.Random
    failing: bool
    sent: dict[tuple[str, str], list[tuple[type[Message], Item]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    handled: dict[tuple[str, str], list[tuple[type[Message], Item]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def choice(self, *about: Any) -> int:
        """The same number for the same event, in whatever order events happen."""
        return zlib.crc32(repr((self.seed, *about)).encode())

    async def pause(self) -> None:
        if self.random.random() < 0.5:
            await asyncio.sleep(self.random.choice((0, 0.001, 0.003)))

    def by_path(self) -> dict[Any, list[int]]:
        """The numbers of the messages that came each way over each edge, in order."""
        found = defaultdict(list)
        for pair, items in self.handled.items():
            for message, (path, number) in items:
                found[(pair, message.name, path)].append(number)
        return dict(found)


class Part(Extension[AddonConfig]):
    """Passes each message on to some of its outputs; fails at some."""

    @property
    def world(self) -> World:
        world: World = self.session.client
        return world

    def emit(self, message: type[Message], path: tuple[str, ...], number: int) -> None:
        for channel in self._node.routes[message]:
            receiver = channel.edge.target
            self.world.sent[(self.name, receiver)].append((message, (path, number)))
        metadata = {"path": path, "number": number}
        if message is PcmFrame:
            self.send(PcmFrame(b"\0\0", metadata=metadata))
        else:
            self.send(AsrResult("", final=True, metadata=metadata))

    def note(self, message: AsrResult | PcmFrame) -> Item:
        assert message.metadata is not None
        path, number = message.metadata["path"], message.metadata["number"]
        sender = path[-1].partition("#")[0]
        self.world.handled[(sender, self.name)].append((type(message), (path, number)))
        return path, number

    def outputs(self, path: tuple[str, ...], number: int) -> list[tuple[type[Message], int]]:
        if len(path) >= HOPS:
            return []
        world = self.world
        return [
            (message, copy)
            for message in self._node.routes
            for copy in range(
                (0, 0, 1, 1, 2)[world.choice(self.name, path, number, message.name) % 5]
            )
        ]

    def maybe_fail(self, when: str, path: tuple[str, ...], number: int) -> None:
        if self.world.failing and self.world.choice(when, self.name, path, number) % 40 == 0:
            raise ValueError(when)


class PlainPart(Part):
    def _pass_on(self, message: Any) -> None:
        path, number = self.note(message)
        self.maybe_fail("before", path, number)
        for output, copy in self.outputs(path, number):
            self.emit(output, (*path, f"{self.name}#{copy}"), number)
        self.maybe_fail("after", path, number)

    on_asr_result = on_pcm_frame = _pass_on


class AsyncPart(Part):
    async def _pass_on(self, message: Any) -> None:
        path, number = self.note(message)
        await self.world.pause()
        self.maybe_fail("before", path, number)
        for output, copy in self.outputs(path, number):
            self.emit(output, (*path, f"{self.name}#{copy}"), number)
            await self.world.pause()
        self.maybe_fail("after", path, number)

    on_asr_result = on_pcm_frame = _pass_on


class MixedPart(PlainPart):
    on_pcm_frame = AsyncPart._pass_on


def random_graph(rng: random.Random) -> tuple[dict[str, type[Part]], list[Edge]]:
    names = [f"n{i}" for i in range(rng.randint(2, 6))]
    nodes = {name: rng.choice((PlainPart, AsyncPart, MixedPart)) for name in names}
    edges: set[Hop] = {(a, b, AsrResult) for a, b in pairwise(names)}
    for _ in range(rng.randint(1, 4)):  # back to an earlier node, too, and to the node itself
        edges.add((rng.choice(names), rng.choice(names), rng.choice((AsrResult, PcmFrame))))
    return nodes, sorted(edges, key=repr)


async def run(seed: int, *, direct: bool, failing: bool) -> tuple[World, Counter[Any], str]:
    """What happened; the errors; why the session ended, if it did."""
    rng = random.Random(seed)
    nodes, edges = random_graph(rng)
    world = World(seed, rng, failing)
    async with live(nodes, edges, client=world, direct=direct) as session:
        number = 0
        for _ in range(BURSTS):
            for _ in range(world.choice("burst", number) % 5 + 1):
                number += 1
                for message in ext(session, "n0")._node.routes:
                    ext(session, "n0").emit(message, ("n0",), number)
            await asyncio.sleep(200)  # some graphs of seeds beyond 500 have minutes of work
        for channel in session.channels:
            assert balanced(channel.stats())
            assert channel.stats().queued == 0 or session.ending
        return world, Counter(errors(session)), session.end_reason


def assert_in_order(world: World, seed: int) -> None:
    for pair, sent in world.sent.items():
        assert world.handled[pair] == sent, f"seed {seed}: {pair}"


@pytest.mark.parametrize("direct", [True, False])
async def test_messages_of_a_sender_reach_each_receiver_in_the_order_they_were_sent(
    direct: bool,
) -> None:
    messages = overflows = 0
    for seed in range(GRAPHS):
        world, failures, _ = await run(seed, direct=direct, failing=False)
        if failures and {code for _, code in failures} == {"edge_full"}:
            overflows += 1  # a cycle that makes more messages than it takes
            continue
        assert failures == Counter(), f"seed {seed}"
        assert_in_order(world, seed)
        messages += sum(map(len, world.handled.values()))
    assert messages > 20 * GRAPHS
    assert overflows <= GRAPHS / 100


async def test_direct_and_queued_delivery_give_the_same_order_and_the_same_errors() -> None:
    compared = failed = 0
    for seed in range(GRAPHS):
        direct, direct_errors, direct_end = await run(seed, direct=True, failing=True)
        queued, queued_errors, queued_end = await run(seed, direct=False, failing=True)
        assert bool(direct_end) == bool(queued_end), f"seed {seed}"
        if direct_end:
            continue  # failed too often: what is under way is lost at a different message
        assert direct_errors == queued_errors, f"seed {seed}"
        assert direct.by_path() == queued.by_path(), f"seed {seed}"
        assert_in_order(direct, seed)
        assert_in_order(queued, seed)
        compared += 1
        failed += sum(direct_errors.values())
    assert compared > GRAPHS / 2
    assert failed > GRAPHS / 10


async def test_the_property_notices_when_a_busy_node_is_called_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def call_now(mailbox: Mailbox, channel: Any, message: Message) -> bool:
        handler = mailbox._handlers.get(type(message))
        if handler is None or handler.is_async or mailbox._in_place:
            return False
        channel.delivered += 1
        mailbox._call(handler, message)
        return True

    monkeypatch.setattr(Mailbox, "call_now", call_now)
    worlds = [(await run(seed, direct=True, failing=False))[0] for seed in range(GRAPHS // 4)]
    assert any(world.handled != world.sent for world in worlds)
