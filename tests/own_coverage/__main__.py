"""Measures how much of each core module is covered by its own test file.

python -m tests.own_coverage [MODULE...] [--processes 2]

A module that is covered only by tests of others breaks unseen when those change. The core is what
a voice agent runs on; the command line, the benchmarks, the pictures and the test tools are tried
as a whole and not measured here. ``rule`` says which file is a module's own. What runs on import
counts as covered.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import coverage

from .measure import DATA, IMPORT, context_of, measure
from .rule import ROOT, core_modules, named, own_tests

LEAST_PERCENT = 95


@dataclass(frozen=True, slots=True)
class Row:
    module: str
    has_tests: bool
    lines: int
    covered: int
    branches: int
    branches_covered: int
    missing: list[int]

    @property
    def percent(self) -> float:
        return 100 * self.covered / self.lines if self.lines else 100.0


def main() -> int:
    """0 when each module is covered by its own tests, and these pass."""
    parser = argparse.ArgumentParser(prog="python -m tests.own_coverage", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="default: all of the core")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    try:
        modules = named(core_modules(), options.modules)
    except ValueError as error:
        parser.error(str(error))
    tests = {test for module in modules for test in own_tests(module)}
    # without any, pytest would run all there are
    tests.add(ROOT / "tests/own_coverage/test_rule.py")
    with tempfile.TemporaryDirectory(prefix="own-coverage-") as name:
        folder = Path(name)
        passed = measure(sorted(tests), modules, folder, processes=options.processes)
        rows = read(folder, modules)
    low = [row for row in rows if row.percent < LEAST_PERCENT]
    print_table(rows)
    covered, lines = sum(row.covered for row in rows), sum(row.lines for row in rows)
    print(
        f"{len(rows)} modules, {lines} lines, {100 * covered / max(lines, 1):.1f} % covered by "
        f"their own tests; {len(low)} below {LEAST_PERCENT} %"
    )
    return 0 if passed and not low else 1


def read(folder: Path, modules: list[Path]) -> list[Row]:
    """What was measured of each module by its own tests."""
    measured = coverage.Coverage(
        data_file=str(folder / DATA), config_file=str(ROOT / "pyproject.toml")
    )
    measured.combine([str(folder)])
    rows = []
    for module in modules:
        tests = own_tests(module)
        report = folder / "report.json"
        measured.json_report(
            morfs=[str(module)],
            outfile=str(report),
            contexts=[f"^{re.escape(context)}$" for context in (IMPORT, *map(context_of, tests))],
        )
        (told,) = json.loads(report.read_text("utf-8"))["files"].values()
        figures = told["summary"]
        rows.append(
            Row(
                str(module.relative_to(ROOT)),
                bool(tests),
                figures["num_statements"],
                figures["covered_lines"],
                figures.get("num_branches", 0),
                figures.get("covered_branches", 0),
                told["missing_lines"],
            )
        )
    return rows


def print_table(rows: list[Row]) -> None:
    """A line for each module."""
    width = max(len(row.module) for row in rows)
    print(f"{'module':{width}}  lines  covered  branches  missing")
    for row in rows:
        branches = f"{row.branches_covered}/{row.branches}" if row.branches else ""
        missing = spans(row.missing) if row.has_tests else f"no test file  {spans(row.missing)}"
        figures = f"{row.lines:7}{row.percent:7.1f} %{branches:>10}"
        print(f"{row.module:{width}}{figures}  {missing}".rstrip())


def spans(lines: list[int]) -> str:
    """``[1, 2, 3, 7]`` as ``1-3, 7``."""
    told: list[list[int]] = []
    for line in lines:
        if told and told[-1][-1] == line - 1:
            told[-1] = [told[-1][0], line]
        else:
            told.append([line])
    return ", ".join("-".join(map(str, span)) for span in told)


if __name__ == "__main__":
    sys.exit(main())
