"""Time and ids, injected: nothing in ten_lite asks the wall clock or a global random source."""

from __future__ import annotations

import asyncio
from typing import Protocol

__all__ = ["Clock", "LoopClock"]


class Clock(Protocol):
    """A monotonic clock."""

    def now_ns(self) -> int:
        """Nanoseconds since some fixed moment; never goes back."""
        ...


class LoopClock:
    """The running event loop's own time, so a loop in virtual time gives virtual timestamps."""

    def __init__(self) -> None:
        self._loop_time = asyncio.get_running_loop().time

    def now_ns(self) -> int:
        """The loop's time in nanoseconds."""
        return int(self._loop_time() * 1_000_000_000)
