"""Strikes each stage of a call with each fault and prints what the caller heard.

python -m tests.faults
python -m tests.faults --providers openai
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from ten_lite.testing import VirtualTimeLoop

from .call import STAGES, struck_call
from .fault import FAULTS
from .providers import PROVIDERS


def main() -> int:
    """0 when the caller always heard something in time, and could go on."""
    parser = argparse.ArgumentParser(description="Strikes calls with faults.")
    parser.add_argument("--providers", choices=PROVIDERS, default="deepgram")
    providers = parser.parse_args().providers
    logging.disable(logging.CRITICAL)
    bad = 0
    print(f"{'fault':48}" + "".join(f"{stage:>16}" for stage in STAGES))
    for fault in FAULTS:
        cells = []
        for stage in STAGES:
            with (
                tempfile.TemporaryDirectory() as folder,
                asyncio.Runner(loop_factory=VirtualTimeLoop) as runner,
            ):
                outcome = runner.run(struck_call(fault, stage, Path(folder), providers))
            bad += not outcome.is_good
            heard = "nothing" if outcome.heard_s is None else f"{outcome.heard_s:.1f} s"
            heard += " sorry" if outcome.is_apology else ""
            cells.append(f"{heard + ('' if outcome.goes_on else ' END'):>16}")
        print(f"{fault.name:48}" + "".join(cells), flush=True)
    print(f"{len(FAULTS)} faults x {len(STAGES)} stages: {bad} calls went wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
