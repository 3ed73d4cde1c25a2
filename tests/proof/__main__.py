"""Simulates many conversations and tells what was wrong; ``python -m tests.proof --help``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from .batch import Outcome, run
from .conversation import SCENES
from .trace import trace

CONVERSATIONS_AT_ONCE = 50


def main() -> int:
    """0 when everything held."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument(
        "--count",
        type=int,
        default=SCENES,
        help=f"interleavings, in conversations of {SCENES} (default: one conversation)",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the first conversation")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--trace", action="store_true", help="print all messages of one")
    options = parser.parse_args()
    if options.trace:
        trace()
        outcome = run([options.seed])
    else:
        outcome = _run_all(options.seed, -(-options.count // SCENES), options.processes)
    for name, count in sorted(outcome.counts.items()):
        print(f"{count:12,} {name}")
    each_ms = 1000 * outcome.cpu_s / max(1, outcome.counts["interleavings"])
    print(f"{each_ms:12.2f} ms of processor time for each interleaving")
    print(outcome if outcome.wrong else "everything held")
    return 1 if outcome.wrong else 0


def _run_all(first: int, conversations: int, processes: int) -> Outcome:
    outcome, done = Outcome(), 0
    told_s = time.monotonic()
    batches = [
        range(seed, min(seed + CONVERSATIONS_AT_ONCE, first + conversations))
        for seed in range(first, first + conversations, CONVERSATIONS_AT_ONCE)
    ]
    with ProcessPoolExecutor(processes) as pool:
        for part in pool.map(run, batches):
            outcome.add(part)
            done += part.counts["conversations"]
            if time.monotonic() - told_s > 10:
                told_s = time.monotonic()
                print(
                    f"{done * SCENES:,} of {conversations * SCENES:,}, "
                    f"{len(outcome.wrong)} conversations with something wrong",
                    file=sys.stderr,
                )
    return outcome


if __name__ == "__main__":
    sys.exit(main())
