"""Starts and stops addons many times and prints what that leaves behind.

python -m tests.cycles [ADDON...] [--count 1000] [--seed 0]

Tasks, threads and open files must be as many as after the warm-up; ``growth`` says how much more
memory there may be. No SDK leaves anything behind as the addons use them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

from ten_lite.addons import AddonRegistry

from .run import Outcome, run_installed


def main() -> int:
    """0 when nothing is left behind."""
    parser = argparse.ArgumentParser(prog="python -m tests.cycles", description=__doc__)
    parser.add_argument("addons", nargs="*", metavar="ADDON", help="default: all installed")
    parser.add_argument("--count", type=int, default=1000, help="of each, after the warm-up")
    parser.add_argument("--seed", type=int, default=0, help="when the stops come")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    names = options.addons or AddonRegistry().names()
    bad = 0
    print(
        f"{'addon':26}{'cycles':>7}{'ms each':>9}{'tasks':>9}{'threads':>9}{'files':>9}"
        f"{'objects each':>14}{'RSS, KB':>9}"
    )
    cycles = partial(_alone, count=options.count, seed=options.seed)
    with ThreadPoolExecutor(options.processes) as pool:
        for outcome in pool.map(cycles, names):
            print(_line(outcome), flush=True)
            bad += bool(outcome.wrong)
    print(f"{len(names)} addons: {bad} leave something behind" if bad else "nothing is left behind")
    return 1 if bad else 0


def _alone(name: str, *, count: int, seed: int) -> Outcome:
    """In a process of its own: what another has imported and cached is not there."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as process:
        try:
            return process.submit(run_installed, name, count=count, seed=seed).result()
        except BrokenExecutor:
            return Outcome(name, wrong=["its process died"])


def _line(outcome: Outcome) -> str:
    if outcome.skipped:
        return f"{outcome.addon:26}{outcome.skipped}"
    growth = outcome.growth
    if len(growth.taken) < 2:
        return f"{outcome.addon:26}{' '.join('; '.join(outcome.wrong).split())}"
    first, last = growth.taken[0], growth.taken[-1]
    counts = "".join(
        f"{f'{then} {now}':>9}" for then, now in zip(first.counts, last.counts, strict=True)
    )
    line = (
        f"{outcome.addon:26}{growth.cycles:7,}{outcome.ms:9.1f}{counts}"
        f"{growth.blocks_a_cycle:14.2f}{growth.rss_kb:9,.0f}"
    )
    return f"{line}  {'; '.join(outcome.wrong)}" if outcome.wrong else line


if __name__ == "__main__":
    sys.exit(main())
