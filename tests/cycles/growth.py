"""Whether what a process holds grows from cycle to cycle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .inventory import Inventory

__all__ = ["Growth"]

PARTS = 4
BLOCKS_A_CYCLE = 3.0
"""The least that a session could leave behind, a task or a closed connection, is a dozen. One or
two are the ids of its answers: pydantic keeps the last 16,384 short strings that it has read."""
RSS_KB_A_CYCLE = 2.0
"""An SDK's client, a connection with encryption or a buffer of sound is 16 KB and more."""
FEW, FEW_RSS_KB = 500, 10_000
"""The allocator takes and returns memory in pieces of up to a few MB, whenever garbage has been
collected; in fewer cycles than this, that hides what is smaller."""


@dataclass(slots=True)
class Growth:
    """Inventories, taken after as many cycles each.

    Attributes:
        every: Cycles between two of them.
        taken: They, the first one after the warm-up.
    """

    every: int
    taken: list[Inventory] = field(default_factory=list)

    @property
    def cycles(self) -> int:
        """How many there were after the warm-up."""
        return self.every * (len(self.taken) - 1)

    @property
    def blocks_a_cycle(self) -> float:
        """Blocks of memory that Python's objects take more with each cycle."""
        return self._trend(lambda at: at.blocks)

    @property
    def rss_kb(self) -> float:
        """KB that the process takes more at the end than after the warm-up."""
        return self._trend(lambda at: at.rss_kb) * self.cycles

    @property
    def rss_limit_kb(self) -> float:
        """How much that may be."""
        return FEW_RSS_KB if self.cycles < FEW else RSS_KB_A_CYCLE * self.cycles

    def wrong(self) -> list[str]:
        """What is not flat, in words."""
        first, last = self.taken[0], self.taken[-1]
        names = ("tasks", "threads", "open files")
        found = [
            f"{name} were {then} and are {now}"
            for name, then, now in zip(names, first.counts, last.counts, strict=True)
            if now > then
        ]
        if self.blocks_a_cycle > BLOCKS_A_CYCLE:
            found.append(f"{self.blocks_a_cycle:.1f} objects or so more with each cycle")
        if self.rss_kb > self.rss_limit_kb:
            found.append(f"{self.rss_kb:,.0f} KB more memory, {self.rss_limit_kb:,.0f} may be")
        return found

    def _trend(self, of: Callable[[Inventory], int]) -> float:
        """By the cycle, in the quarter in which it grows least.

        A cache that fills up, or a piece of memory that the allocator takes once, lies in one; what
        is left behind by every cycle lies in all.
        """
        numbers = [of(inventory) for inventory in self.taken]
        ends = [round(part * (len(numbers) - 1) / PARTS) for part in range(PARTS + 1)]
        return min(_slope(numbers[a : b + 1]) for a, b in pairwise(ends)) / self.every


def _slope(numbers: Sequence[float]) -> float:
    """Of the straight line that fits best."""
    middle = (len(numbers) - 1) / 2
    square = sum((x - middle) ** 2 for x in range(len(numbers)))
    return (
        sum((x - middle) * number for x, number in enumerate(numbers)) / square if square else 0.0
    )
