"""An event loop in virtual time that can do something at a given step of what it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ten_lite.testing import VirtualTimeLoop

__all__ = ["SteppingLoop"]


class SteppingLoop(VirtualTimeLoop):
    """Counts the callbacks it runs: each step of a task, each timer.

    Attributes:
        steps: So far.
        stop_at: The step before which ``at_stop`` is called.
        at_stop: Is given the task that is to make the step, or None.
    """

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        self.stop_at = -1
        self.at_stop: Callable[[asyncio.Task[Any] | None], None] = lambda _: None

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:
        """As in asyncio."""
        return super().call_soon(self._step, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Any, *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """As in asyncio."""
        return super().call_at(when, self._step, callback, *args, context=context)

    def _step(self, callback: Any, *args: Any) -> None:
        self.steps += 1
        if self.steps == self.stop_at:
            task = getattr(callback, "__self__", None)
            self.at_stop(task if isinstance(task, asyncio.Task) else None)
        callback(*args)
