"""How long anything holds the event loop up, on the wall clock, also in virtual time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

__all__ = ["Step", "longest_step"]


@dataclass
class Step:
    """What ran longest without a pause.

    Attributes:
        seconds: How long.
        what: A description.
    """

    seconds: float = 0.0
    what: str = ""


@contextmanager
def longest_step() -> Iterator[Step]:
    """Watch every callback of every loop inside."""
    longest = Step()
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began_s = time.perf_counter()
        run(handle)
        taken_s = time.perf_counter() - began_s
        if taken_s > longest.seconds:
            longest.seconds, longest.what = taken_s, repr(handle)[:160]

    with patch.object(asyncio.Handle, "_run", timed):
        yield longest
