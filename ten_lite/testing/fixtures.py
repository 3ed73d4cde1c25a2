"""What the pytest plugin brings to a project that wants it: virtual time, leak checks, fixtures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
import pytest_asyncio

from ten_lite.addons.spec import AddonSpec
from ten_lite.testing.harness import Harness
from ten_lite.testing.leaks import leftover_tasks, no_complaints, no_new_threads
from ten_lite.testing.loop import VirtualTimeLoop

__all__ = [
    "MakeHarness",
    "harness",
    "no_task_is_left_running",
    "nothing_is_left_behind",
    "pytest_asyncio_loop_factories",
]


class MakeHarness(Protocol):
    """Starts a harness around an addon; it is closed when the test is over."""

    def __call__(
        self, addon: AddonSpec, properties: Mapping[str, Any] | None = None, **more: Any
    ) -> Awaitable[Harness]:
        """See ``Harness``."""
        ...


@pytest.hookimpl(trylast=True)
def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Virtual time, but for tests that are marked ``real_time``."""
    if item.get_closest_marker("real_time"):
        return {"real": asyncio.new_event_loop}
    return {"virtual": VirtualTimeLoop}


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail a test that leaves threads, open sockets or complaints of asyncio behind."""
    with no_new_threads(), no_complaints():
        yield


@pytest_asyncio.fixture(autouse=True, loop_scope="function")
async def no_task_is_left_running(nothing_is_left_behind: None) -> AsyncIterator[None]:
    """Fail a test that leaves tasks behind."""
    yield
    await asyncio.sleep(0)
    left = leftover_tasks()
    assert not left, f"tasks left over: {left}"


@pytest_asyncio.fixture(loop_scope="function")
async def harness(no_task_is_left_running: None) -> AsyncIterator[MakeHarness]:
    """What starts a ``Harness``; it is closed when the test is over. See ``MakeHarness``."""
    async with AsyncExitStack() as stack:

        async def make(
            addon: AddonSpec, properties: Mapping[str, Any] | None = None, **more: Any
        ) -> Harness:
            return await stack.enter_async_context(Harness(addon, properties, **more))

        yield make
