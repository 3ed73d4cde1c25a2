from __future__ import annotations

import threading

import pytest

from ten_lite.runtime import ResourcePool
from ten_lite_local.workers import Worker, worker_resource


class Model:
    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.closed = False

    def where(self) -> threading.Thread:
        return threading.current_thread()


def close(model: Model) -> None:
    model.closed = True


async def test_a_model_is_loaded_once_and_works_in_its_own_thread_until_the_last_user_leaves() -> (
    None
):
    pool = ResourcePool()
    resource = worker_resource("a model", "key", Model, close)
    one: Worker[Model] = await pool.acquire(resource)
    two = await pool.acquire(worker_resource("a model", "key", Model, close))
    assert one is two
    assert await one.run(one.model.where) is one.model.thread
    assert one.model.thread is not threading.current_thread()
    await pool.release(resource)
    assert not one.model.closed
    await pool.release(resource)
    assert one.model.closed
    assert not one.model.thread.is_alive()


async def test_a_model_that_cannot_be_loaded_leaves_no_thread() -> None:
    def load() -> Model:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await ResourcePool().acquire(worker_resource("a model", "key", load))
