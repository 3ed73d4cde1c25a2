"""Throws bad messages at all decoders and tells what broke; ``python -m tests.fuzz --help``."""

from __future__ import annotations

import argparse
import sys
import time

from .campaign import Outcome, run, run_case
from .targets import TARGETS


def main() -> int:
    """0 when nothing broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="messages")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", type=int, help="only this one of a target, again")
    parser.add_argument("--target", choices=list(TARGETS), help="only this one")
    options = parser.parse_args()
    if options.case is not None and not options.target:
        parser.error("--case needs --target")
    targets = {options.target: TARGETS[options.target]} if options.target else TARGETS
    began_s = time.monotonic()
    if options.case is not None:
        outcome = Outcome()
        run_case(options.seed, options.case, outcome, targets)
    else:
        outcome = run(options.count, options.seed, targets=targets, progress=_Progress())
    print(f"{'':12} {'taken':>10} {'refused':>10} {'longest':>10} {'held':>10}")
    for name, tally in outcome.tallies.items():
        longest, held = f"{1000 * tally.worst_s:.1f} ms", f"{tally.held_bytes / 1024:.0f} KiB"
        print(f"{name:12} {tally.good:10,} {tally.bad:10,} {longest:>10} {held:>10}")
    print(f"{outcome.count:,} messages, seed {options.seed}, {time.monotonic() - began_s:.0f} s")
    for failure in outcome.failures:
        print(f"\n{failure}")
    print("nothing broke" if not outcome.failures else f"{len(outcome.failures)} things broke")
    return 1 if outcome.failures else 0


class _Progress:
    def __init__(self) -> None:
        self._told_s = time.monotonic()

    def __call__(self, outcome: Outcome) -> None:
        if time.monotonic() - self._told_s > 10:
            self._told_s = time.monotonic()
            print(f"{outcome.count:,} messages, {len(outcome.failures)} broke", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
