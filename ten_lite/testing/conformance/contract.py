"""``AddonConformance``: what the runtime asks of every addon."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import subprocess
import sys
import threading
from typing import TypeVar

from pydantic import ValidationError

from ten_lite.addons import AddonRegistry
from ten_lite.errors import AddonError, CommandError
from ten_lite.messages import Message
from ten_lite.runtime import ResourcePool
from ten_lite.runtime.plan import CandidatePlan
from ten_lite.testing.conformance.longest_step import longest_step
from ten_lite.testing.conformance.odd_messages import odd_messages
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.provider_steps import ProviderSteps
from ten_lite.testing.conformance.row import expect, must, should, skip
from ten_lite.testing.conformance.secrets import all_logs, hold_secret
from ten_lite.testing.harness import Harness
from ten_lite.testing.leaks import leftover_tasks

__all__ = ["AddonConformance", "SpecRows"]

ProviderT = TypeVar("ProviderT", bound=Provider)

READY_WITHIN_S = 10.0
CYCLES, REAL_CYCLES = 100, 5
LOOKS = 15
"""Each collects garbage first, which takes a while in a large process."""
SETTLE_S = {False: 10.0, True: 45.0}
"""How long a native SDK may take to end its threads, on the wall clock."""
BLOCK_S = 0.2
TRIES = 10
FAILED = ("node_failed", "node_restarted")
UNKNOWN = "no_such_property"
LOADED = """
import sys
from ten_lite.addons import AddonRegistry
AddonRegistry.here().get(sys.argv[1])
print(*[name for name in sys.argv[2:] if name in sys.modules])
"""


class SpecRows(ProviderSteps[ProviderT]):
    """What can be told of an addon without making it live."""

    @must("rt.schema")
    async def schema(self) -> None:
        """A property that the addon does not have, and one of a wrong type.

        Expected: the configuration is refused, and says which property it is.
        """
        fields = self.addon.config.model_fields
        for name in (UNKNOWN, *sorted(fields)[:1]):
            try:
                self.config(**{name: object()})
            except ValidationError as error:
                places = [str(mistake["loc"][0]) for mistake in error.errors() if mistake["loc"]]
                expect(name in places, f"{name} is wrong, and it complains of {places}")
            else:
                expect(False, f"it takes an object of Python's as {name}")

    @must("rt.types")
    async def types(self) -> None:
        """The inputs that its spec declares.

        Expected: its code can be loaded and has a handler for each.
        """
        try:
            CandidatePlan.load(self.addon, self.config())
        except AddonError as error:
            expect(False, str(error))

    @should("rt.import")
    async def import_(self) -> None:
        """A fresh interpreter that looks the addon up, as `ten-lite check` does.

        Expected: none of the modules that its spec ``requires`` is imported.
        """
        if not self.addon.requires:
            skip("its spec requires no module")
        if self.addon.name not in AddonRegistry.here().names():
            skip("it is not installed under its name")
        command = [sys.executable, "-c", LOADED, self.addon.name, *self.addon.requires]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, check=False
        )
        expect(done.returncode == 0, done.stderr.strip().rpartition("\n")[2])
        expect(not done.stdout.strip(), f"imported is {done.stdout.strip()}")


class AddonConformance(SpecRows[ProviderT]):
    """The rows of every addon that can stand in a graph by itself."""

    @must("rt.lifecycle")
    async def lifecycle(self) -> None:
        """Configure, start, some work, stop.

        Expected: ready within 10 s besides the load of its resources, stopped within a second.
        """
        pool = ResourcePool()
        async with self._warm(pool):
            began_s = self.now_s()
            async with self.node(pool=pool) as node:
                taken_s = self.now_s() - began_s
                expect(taken_s <= READY_WITHIN_S, f"it was ready after {taken_s:.1f} s")
                await self.use(node)
                await self.stop_in_time(node)

    @must("rt.idempotent_stop")
    async def idempotent_stop(self) -> None:
        """A stop right after the start, another one, and one while it starts.

        Expected: each returns within a second.
        """
        async with self.node() as node:
            await self.stop_in_time(node)
        half = self.node()
        starting = asyncio.ensure_future(half.__aenter__())
        await asyncio.sleep(0.01)
        began_s = self.now_s()
        starting.cancel()
        await asyncio.wait({starting}, timeout=READY_WITHIN_S)
        expect(starting.done(), "a start that is cancelled does not end")
        if not starting.cancelled() and starting.exception() is None:  # it was done already
            await half.session.close()
        self.stopped_in_time(began_s)

    @must("rt.no_leak")
    async def no_leak(self) -> None:
        """A hundred starts and stops; on the wall clock five.

        Expected: as many tasks, threads and open files as before.
        """
        pool = ResourcePool()
        async with self._warm(pool):
            async with self.node(pool=pool) as node:
                await self.use(node)
            await self.quiet(1)
            before = _inventory()  # of tasks, threads and open files
            for _ in range(REAL_CYCLES if self.fake.real_time else CYCLES):
                async with self.node(pool=pool):
                    pass
            now = _inventory()
            for _ in range(LOOKS):
                if _no_more(now, before):
                    break
                await asyncio.sleep(SETTLE_S[self.fake.real_time] / LOOKS)
                now = _inventory()
            expect(
                _no_more(now, before),
                f"tasks, threads and open files were {before} and are {now}",
            )

    @must("rt.exception")
    async def exception(self) -> None:
        """Messages of each of its inputs with nothing in them: no text, no sound, empty names.

        Expected: no failure of the node; what comes after them is handled as ever.
        """
        async with self.node() as node:
            for message in odd_messages(self.addon):
                await _give(node, message)
            await self.quiet(1)
            failed = [e.text for e in self.errors(node) if e.fatal or e.code in FAILED]
            expect(not failed, f"it failed: {failed}")
            node.received.clear()
            await self.use(node)

    @should("rt.block")
    async def block(self) -> None:
        """Some work, watched by the event loop.

        Expected: nothing in it holds the loop up for 200 ms (the least of ten tries).
        """
        async with self.node() as node:
            longest_s = []
            for _ in range(TRIES):
                with longest_step() as step:
                    await asyncio.sleep(0)  # a step that has begun is not watched
                    await self.use(node)
                    await asyncio.sleep(0)
                longest_s.append(step.seconds)
                if step.seconds < BLOCK_S:
                    return
        expect(False, f"the loop was held up for {min(longest_s) * 1000:.0f} ms by {step.what}")

    @must("rt.secret")
    async def secret(self) -> None:
        """A start and some work with a key, and everything that is logged at DEBUG.

        Expected: the key is in no log, no message and no dump of the configuration.
        """
        secrets = self.secrets(None)
        if not secrets:
            skip("no property is a key")
        with all_logs() as lines:
            async with self.node() as node:
                await self.use(node)
                config = self.config()
                messages = [repr(message) for message in node.received]
        hold_secret(secrets, lines, "the log")
        hold_secret(secrets, messages, "a message")
        hold_secret(secrets, (repr(config), config.model_dump_json()), "a dump")

    @must("rt.sessions")
    async def sessions(self) -> None:
        """Two sessions at work at the same time.

        Expected: each gets messages of its own session only.
        """
        pool = ResourcePool()
        async with (
            self._warm(pool),
            self.node(pool=pool, session_id="a") as a,
            self.node(pool=pool, session_id="b") as b,
        ):
            await asyncio.gather(self.use(a), self.use(b))
            for node in (a, b):
                others = {m.session_id for m in node.received} - {node.session.id}
                expect(not others, f"session {node.session.id} was given messages of {others}")

    def _warm(self, pool: ResourcePool) -> _Warm:
        return _Warm(pool, CandidatePlan.load(self.addon, self.config()))


class _Warm:
    """Holds what an addon's sessions share, as an app does."""

    def __init__(self, pool: ResourcePool, plan: CandidatePlan) -> None:
        self._pool = pool
        self._resources = list(plan.resources.values())

    async def __aenter__(self) -> None:
        for resource in self._resources:
            await self._pool.acquire(resource)

    async def __aexit__(self, *error: object) -> None:
        for resource in self._resources:
            await self._pool.release(resource)


async def _give(node: Harness, message: Message) -> None:
    if message.kind != "cmd":
        node.push(message)
        return
    with contextlib.suppress(CommandError):
        async for _ in node.call(message, timeout_s=20):
            pass


def _no_more(now: tuple[int, ...], before: tuple[int, ...]) -> bool:
    return all(count <= then for count, then in zip(now, before, strict=True))


def _inventory() -> tuple[int, int, int]:
    gc.collect()
    try:
        files = len(os.listdir("/dev/fd"))
    except OSError:  # a system without
        files = 0
    # idle threads of the loop's executor are as many as it likes
    threads = [t for t in threading.enumerate() if not t.name.startswith("asyncio_")]
    return len(leftover_tasks()), len(threads), files
