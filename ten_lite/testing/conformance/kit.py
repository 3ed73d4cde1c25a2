"""``Conformance``: the behaviours of a kind of addon, as rows that are carried out one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar
from unittest import SkipTest

from ten_lite.addons.spec import AddonSpec, load_object
from ten_lite.messages import ErrorMessage
from ten_lite.runtime import ResourcePool
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.row import MARK, Failure, Row, expect
from ten_lite.testing.harness import Harness

__all__ = ["Conformance"]

ProviderT = TypeVar("ProviderT", bound=Provider)

BUSY_S = 0.5
MOST_QUIET_S = 5.0
"""Longer than any pause between two attempts."""


class Conformance(Generic[ProviderT]):
    """What every kit has in common.

    A test of an addon is a subclass whose name begins with ``Test``; pytest makes one test of
    each row, named after it::

        class TestMyVoice(TtsConformance):
            addon = MY_VOICE
            properties = {"voice": "anna"}

    It needs no plugin: each row runs in a loop of its own, in virtual time where the provider
    allows that.

    Attributes:
        addon: The addon.
        properties: Its properties, besides those that lead to its provider.
        provider: Makes its fake provider; default: what the addon's spec names as
            ``conformance_provider``, and without that one that can do nothing.
        bare_provider: The class of that.
        gaps: Rows that the addon does not show yet, with the reason; for pytest only. One that it
            does show fails, so that the entry is taken out.
        fake: The provider, while a row is carried out.
        pool: What its nodes share, while a row is carried out.
    """

    addon: ClassVar[AddonSpec]
    properties: ClassVar[Mapping[str, Any]] = {}
    provider: ClassVar[Callable[[], Provider] | None] = None
    gaps: ClassVar[Mapping[str, str]] = {}
    bare_provider: ClassVar[type[Provider]] = Provider

    fake: ProviderT
    pool: ResourcePool

    @classmethod
    def rows(cls) -> tuple[Row, ...]:
        """Its rows, those of its bases last."""
        found: dict[str, Row] = {}
        for base in cls.__mro__:
            for method in vars(base).values():
                row = getattr(method, MARK, None)
                if row is not None:
                    found.setdefault(row.id, row)
        return tuple(found.values())

    @classmethod
    def new_provider(cls) -> Provider:
        """The addon's fake provider, not entered yet."""
        if cls.provider is not None:
            return cls.provider()
        if cls.addon.conformance_provider:
            made = load_object(cls.addon, cls.addon.conformance_provider)()
            assert isinstance(made, Provider), f"{cls.addon.conformance_provider} makes no Provider"
            return made.fitting(cls.properties)
        return cls.bare_provider()

    def node(
        self, *, session_id: str = "s1", pool: ResourcePool | None = None, **properties: Any
    ) -> Harness:
        """The addon between two pins, connected to the provider; an async context manager."""
        everything = {**self.fake.properties, **self.properties, **properties}
        return Harness(self.addon, everything, session_id=session_id, pool=pool or self.pool)

    async def use(self, node: Harness) -> None:
        """Let ``node`` do what it is for, once, and wait until it is done."""

    async def quiet(self, seconds: float) -> None:
        """Let time pass in which nothing is to happen; on the wall clock a fifth, 5 s at most."""
        await asyncio.sleep(min(seconds / 5, MOST_QUIET_S) if self.fake.real_time else seconds)

    async def until(
        self, is_so: Callable[[], object], otherwise: str, *, within_s: float = 30.0
    ) -> float:
        """Wait until ``is_so``; the seconds it took.

        On the wall clock there is half a second more, as the machine may be busy.

        Raises:
            Failure: ``otherwise``: it was not so within ``within_s`` seconds.
        """
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        limit_s = within_s + (BUSY_S if self.fake.real_time else 0.0)
        while not is_so():
            if loop.time() - began_s >= limit_s:
                raise Failure(f"{otherwise} within {within_s:g} s")
            await asyncio.sleep(0.005)
        return loop.time() - began_s

    async def measured(self, node: Harness, request_id: str) -> dict[str, int]:
        """What ``node`` told that it measured of that piece of its work.

        Raises:
            Failure: Nothing, or more than once, or a figure that is no whole number.
        """

        def told() -> list[dict[str, int]]:
            return [dict(m.figures) for m in node.measured if m.request_id == request_id]

        await self.until(told, f'nothing was measured of "{request_id}"', within_s=5.0)
        found = told()
        expect(len(found) == 1, f'"{request_id}" was measured {len(found)} times')
        odd = [name for name, value in found[0].items() if type(value) is not int]
        expect(not odd, f"these figures are no whole numbers: {odd}")
        return found[0]

    def now_s(self) -> float:
        """The loop's clock."""
        return asyncio.get_running_loop().time()

    def stopped_in_time(self, began_s: float) -> None:
        """Hold a stop that began at ``began_s`` and is over now to its limit.

        Raises:
            Failure: It took more than a second.
        """
        taken_s = self.now_s() - began_s
        limit_s = 1.0 + (BUSY_S if self.fake.real_time else 0.0)
        expect(taken_s <= limit_s, f"the stop took {taken_s:.1f} s; a second is its limit")

    def errors(self, node: Harness) -> list[ErrorMessage]:
        """What ``node`` was told of failures."""
        return [message for message in node.received if isinstance(message, ErrorMessage)]

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Called by pytest: one test for each row."""
        if "row" in metafunc.fixturenames:
            rows = self.rows()
            metafunc.parametrize("row", rows, ids=[row.id for row in rows])

    def test_behaves(self, row: Row) -> None:
        """Called by pytest."""
        from ten_lite.testing.conformance.run import run_row

        outcome = run_row(self, row)
        if outcome.result == "skipped":
            raise SkipTest(outcome.why)
        if row.id in self.gaps:
            expect(outcome.result == "fail", f"{row.id} is shown: take it out of gaps")
            raise SkipTest(f"{self.gaps[row.id]} ({outcome.why})")
        if outcome.error is not None:
            raise outcome.error
