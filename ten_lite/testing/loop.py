"""An event loop in virtual time: a conversation of 30 s runs in milliseconds, in a fixed order."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

__all__ = ["VirtualTimeLoop"]

THREAD_POLL_S = 0.02
STUCK_AFTER_S = 20.0


class _JumpingSelector:
    """Asks for I/O without waiting; when there is none, time jumps to the next timer."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
        self._real = selectors.DefaultSelector()
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def select(self, timeout: float | None = None) -> Any:
        events = self._real.select(0)
        if events or timeout == 0:
            return events
        if self._loop.threads_at_work:
            return self._real.select(THREAD_POLL_S)  # a thread's work takes no virtual time
        if timeout is None:
            events = self._real.select(STUCK_AFTER_S)
            if not events:
                raise RuntimeError("stuck: no timer is set, no thread works and no I/O arrives")
            return events
        self._loop.jump(timeout)
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Time stands still while there is something to do and jumps when there is not.

    Sockets work as long as both ends live in this loop. Work in threads (``run_in_executor``)
    is waited for without time passing.
    """

    def __init__(self) -> None:
        self._now_s = 1_000.0
        self.threads_at_work = 0
        super().__init__(_JumpingSelector(self))  # type: ignore[arg-type]

    def time(self) -> float:
        """Seconds of virtual time."""
        return self._now_s

    def jump(self, seconds: float) -> None:
        """Let time pass at once."""
        self._now_s += seconds

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, function: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """As in asyncio; time stands still until the thread is done."""
        future: asyncio.Future[Any] = super().run_in_executor(executor, function, *args)
        self.threads_at_work += 1
        future.add_done_callback(self._thread_done)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """As in asyncio; the threads end in real time, so no virtual ``timeout`` runs out."""
        self.threads_at_work += 1
        try:
            await super().shutdown_default_executor()
        finally:
            self.threads_at_work -= 1

    def _thread_done(self, future: asyncio.Future[Any]) -> None:
        self.threads_at_work -= 1
