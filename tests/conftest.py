"""Every async test runs in virtual time and leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from ten_lite.testing import VirtualTimeLoop, leftover_tasks, no_complaints, no_new_threads


def pytest_asyncio_loop_factories(config, item):
    if item.get_closest_marker("real_time"):
        return {"real": asyncio.new_event_loop}
    return {"virtual": VirtualTimeLoop}


@pytest.fixture(autouse=True)
def nothing_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    with no_new_threads(), no_complaints():
        yield


@pytest.fixture(autouse=True)
async def no_task_is_left_running(nothing_is_left_behind: None) -> AsyncIterator[None]:
    yield
    await asyncio.sleep(0)
    assert leftover_tasks() == []
