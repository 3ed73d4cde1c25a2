"""Makes the page of problem codes: what each means, and a file that has it, as it is told.

The files are those of ``tests/config``, where each is held to what it says.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from ten_lite.config.codes import CODES
from ten_lite.errors import Problem

__all__ = ["problem_page"]

ROOT = Path(__file__).parents[1]
MARK = "»"
LONGEST_LINE, MOST_LINES, DEEPEST = 200, 14, 20


def problem_page() -> str:
    """Every code."""
    lines = [
        "# Problems of graph files",
        "",
        "Made from `ten_lite/config/codes.py` and `tests/config` by `docs/generate.py`.",
        "",
        "`ten-lite check FILE` tells all of them at once, each with its place and what to do.",
        "`TL1xx` is about files, `TL2xx` about the graph, `TL3xx` about addons and properties.",
        "The addons in the examples are made up.",
        "",
    ]
    cases = _cases()
    for code, entry in CODES.items():
        lines += [f"## {code}", "", f"**{entry.title}.** {entry.explanation}", ""]
        lines += _example(min(cases[code], key=_awkwardness))
    return "\n".join(lines).rstrip() + "\n"


def _cases() -> dict[str, list[Any]]:
    """The broken files by code."""
    sys.path.insert(0, str(ROOT))
    try:
        found = importlib.import_module("tests.config.test_broken").CASES
    finally:
        sys.path.remove(str(ROOT))
    cases: dict[str, list[Any]] = {code: [] for code in CODES}
    for case in found:
        cases[case.code].append(case)
    return cases


def _awkwardness(case: Any) -> tuple[bool, bool, bool]:
    """How little a case is worth as an example; of equals, the first one is taken."""
    shown = case.files.get(case.file)
    text = shown if isinstance(shown, str) else ""
    lines = text.splitlines()
    is_long = len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines)
    is_strange = not text.strip(f"{MARK} \n") or MARK not in text or "[" * DEEPEST in text
    return (is_strange or is_long, len(case.files) > 1, not case.hint)


def _example(case: Any) -> list[str]:
    content = case.files.get(case.file)
    lines = []
    line = column = 0
    if isinstance(content, str) and not _awkwardness(case)[0]:
        before, _, after = content.partition(MARK)
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        lines += ["```", *(before + after).splitlines(), "```", ""]
    elif case.overrides:
        lines += ["```", *(f"--set {override}" for override in case.overrides), "```", ""]
    hint = case.hint.replace("HERE", "/srv/agent")
    told = Problem(
        case.code, case.message, case.pointer, case.file, line, column, hint, case.severity
    )
    return [*lines, "```", *(_short(text) for text in str(told).splitlines()), "```", ""]


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} ..."
