"""Runs many conversations, one after the other, in one event loop."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ten_lite.testing import VirtualTimeLoop

from .conversation import converse

__all__ = ["Outcome", "run"]


@dataclass(slots=True)
class Outcome:
    """What came of some conversations.

    Attributes:
        counts: What happened how often.
        wrong: What must not have happened, by seed.
        cpu_s: What it took.
    """

    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[int, list[str]] = field(default_factory=dict)
    cpu_s: float = 0.0

    def add(self, other: Outcome) -> None:
        """Take in what came of others."""
        self.counts += other.counts
        self.wrong |= other.wrong
        self.cpu_s += other.cpu_s

    def __str__(self) -> str:
        return "\n".join(
            f"seed {seed}: {', and '.join(wrong[:3])}\n"
            f"    again, with all messages: python -m tests.proof --seed {seed} --trace"
            for seed, wrong in sorted(self.wrong.items())[:5]
        )


def run(seeds: Iterable[int], *, stop_at_first: bool = False) -> Outcome:
    """The conversations of ``seeds``.

    Args:
        seeds: One for each conversation.
        stop_at_first: Whether to stop when something is wrong.
    """
    outcome = Outcome()
    began_s = time.process_time()
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(_run(seeds, outcome, stop_at_first))
    finally:
        logging.disable(level)
    outcome.cpu_s = time.process_time() - began_s
    return outcome


async def _run(seeds: Iterable[int], outcome: Outcome, stop_at_first: bool) -> None:
    world = None
    for seed in seeds:
        world = await converse(seed)
        outcome.counts += world.counts
        if world.wrong:
            outcome.wrong[seed] = world.wrong
            if stop_at_first:
                return
    if world is not None:
        gc.collect()  # asyncio tells about a failure that nobody asked for when it is collected
        if world.wrong:
            outcome.wrong[world.seed] = world.wrong
