"""One owner for every task: started by name, cancelled together, ended in bounded time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

__all__ = ["TaskOwner", "bounded"]


class TaskOwner:
    """Holds the tasks of one node or session.

    Args:
        name: Prefix of the tasks' names.
        on_error: Told about an exception that leaves a task; cancellation is not one.
    """

    def __init__(self, name: str, on_error: Callable[[BaseException], None]) -> None:
        self._name = name
        self._on_error = on_error
        self._tasks: dict[asyncio.Task[Any], int | None] = {}
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    def spawn(
        self, work: Coroutine[Any, Any, Any], *, name: str, epoch: int | None = None
    ) -> asyncio.Task[Any]:
        """Start ``work`` as a task.

        Args:
            work: The coroutine.
            name: What it does, for reports.
            epoch: The epoch it works for; an interruption cancels it. None: it goes on.

        Raises:
            RuntimeError: The owner is closed already.
        """
        if self._closed:
            work.close()
            raise RuntimeError(f"{self._name} is closed and cannot start {name!r}")
        task = asyncio.get_running_loop().create_task(work, name=f"{self._name}/{name}")
        self._tasks[task] = epoch
        task.add_done_callback(self._done)
        return task

    @property
    def works_for_answer(self) -> bool:
        """Whether there is a task that an interruption would cancel."""
        return any(epoch is not None for epoch in self._tasks.values())

    def interrupt(self, epoch: int) -> None:
        """Cancel what works for an epoch before ``epoch``, except the caller's own task."""
        current = asyncio.current_task()
        for task, started_in in list(self._tasks.items()):
            if started_in is not None and started_in < epoch and task is not current:
                task.cancel()

    async def close(self, timeout_s: float) -> list[str]:
        """Cancel everything and wait for it to end.

        Args:
            timeout_s: How long to wait in all.

        Returns:
            The names of tasks that did not end in time (they swallowed their cancellation).
        """
        self._closed = True
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=timeout_s)
        return [task.get_name() for task in tasks if not task.done()]

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_error(error)


async def bounded(work: Coroutine[Any, Any, None], timeout_s: float | None) -> None:
    """Await a stage of an extension's life; a cancellation from inside is a failure like others.

    Raises:
        TimeoutError: It took longer than ``timeout_s``.
    """
    try:
        async with asyncio.timeout(timeout_s):
            await work
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise RuntimeError("what the extension waited for was cancelled") from None
