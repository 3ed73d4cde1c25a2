"""For every test of ``tests/`` and ``extensions/*/tests``: virtual time, and nothing left behind.

Coroutine tests run in virtual time: 30 s of conversation take milliseconds, in a fixed order.
Sockets over 127.0.0.1 work when both ends live in the test. A test marked ``real_time`` runs on
the wall clock; it waits for threads and processes that are not ours, so one that fails is run once
more before it counts. What is wrong fails twice; the report tells of every second run.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping

import pytest
from hypothesis import HealthCheck, settings

from ten_lite.testing import VirtualTimeLoop, leftover_tasks, no_complaints, no_new_threads
from ten_lite.weights import WeightsError, WeightStore, pull
from ten_lite_local import pins

# how long an example takes says more about the machine than about the code
settings.register_profile("ten_lite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ten_lite")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    if item.get_closest_marker("real_time"):
        return {"real": asyncio.new_event_loop}
    return {"virtual": VirtualTimeLoop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("real_time"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True, scope="module")
def what_is_imported_is_no_garbage() -> None:
    """Take what is there by now out of the garbage collector, which runs after every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    with no_new_threads(), no_complaints():
        yield


@pytest.fixture(autouse=True)
async def no_task_is_left_running(nothing_is_left_behind: None) -> AsyncIterator[None]:
    yield
    await asyncio.sleep(0)
    assert leftover_tasks() == []


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """For tests that send log records somewhere, as the command line does."""
    root, own = logging.getLogger(), logging.getLogger("ten_lite")
    before, levels = list(root.handlers), (root.level, own.level)
    yield
    for handler in root.handlers:
        if handler not in before:
            handler.close()
    root.handlers[:] = before
    root.setLevel(levels[0])
    own.setLevel(levels[1])


@pytest.fixture(scope="session")
def embedded_weights() -> WeightStore:
    """The default voices' weights: fetched when they are not here; skips if they cannot be."""
    store = WeightStore()
    sets = (pins.SILERO, pins.MOONSHINE, pins.SMART_TURN, pins.JOE)
    for weights in (*sets, pins.CHAT_MODELS["smollm2-135m"]):
        try:
            pull(weights, store=store)
        except WeightsError as error:
            pytest.skip(str(error))
    return store
