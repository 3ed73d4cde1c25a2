"""A loaded model and the one thread it works in, shared by all sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from ten_lite.runtime import Resource

__all__ = ["Worker", "worker_resource"]

M = TypeVar("M")
R = TypeVar("R")


class Worker(Generic[M]):
    """Runs a model's blocking calls off the event loop, one after another.

    Args:
        model: The loaded model.
        executor: One thread.
        close_model: Frees the model.

    Attributes:
        model: The loaded model.
    """

    def __init__(
        self, model: M, executor: ThreadPoolExecutor, close_model: Callable[[M], None]
    ) -> None:
        self.model = model
        self._executor = executor
        self._close_model = close_model

    def run(self, function: Callable[..., R], *args: Any) -> asyncio.Future[R]:
        """Call ``function(*args)`` in the thread; cancelling takes it back if it still waits."""
        return asyncio.get_running_loop().run_in_executor(self._executor, function, *args)

    def close(self) -> None:
        """Free the model and end the thread after what it does now."""
        self._close_model(self.model)
        self._executor.shutdown(wait=True, cancel_futures=True)


def worker_resource(
    label: str,
    key: Any,
    load: Callable[[], M],
    close_model: Callable[[M], None] = lambda model: None,
) -> Resource[Worker[M]]:
    """A resource that loads a model in the thread it will work in."""

    async def load_worker() -> Worker[M]:
        executor = ThreadPoolExecutor(1, thread_name_prefix=label.replace(" ", "-"))
        loop = asyncio.get_running_loop()
        try:
            model = await loop.run_in_executor(executor, load)
        except BaseException:  # who is cancelled leaves no thread either
            await loop.run_in_executor(None, executor.shutdown)
            raise
        return Worker(model, executor, close_model)

    async def close_worker(worker: Worker[M]) -> None:
        await asyncio.get_running_loop().run_in_executor(None, worker.close)

    return Resource(key=(label, key), label=label, load=load_worker, close=close_worker)
