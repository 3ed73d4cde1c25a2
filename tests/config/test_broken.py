"""Every broken file gives its one problem, at its place, with its cure; every code is provoked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ten_lite.config import CODES, load_graph

from . import (
    broken_addons,
    broken_conversions,
    broken_edges,
    broken_files,
    broken_flow,
    broken_nodes,
    broken_overrides,
    broken_properties,
    broken_subgraphs,
    broken_texts,
    kit,
)
from .broken import MARK, Broken

CASES = (
    *broken_texts.CASES,
    *broken_files.CASES,
    *broken_nodes.CASES,
    *broken_edges.CASES,
    *broken_flow.CASES,
    *broken_addons.CASES,
    *broken_conversions.CASES,
    *broken_properties.CASES,
    *broken_subgraphs.CASES,
    *broken_overrides.CASES,
)


def write(case: Broken, folder: Path) -> tuple[int, int]:
    """Write the files without the mark; gives the line and column where it stood."""
    place = (0, 0)
    for name, content in case.files.items():
        data = content.encode() if isinstance(content, str) else content
        mark = next((m for m in (MARK.encode(), MARK.encode("latin-1")) if m in data), b"")
        if mark:
            before, _, after = data.partition(mark)
            lines = before.decode().split("\n")
            place, data = (len(lines), len(lines[-1]) + 1), before + after
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return place


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case.replace(" ", "_"))
def test_a_broken_file_has_one_problem(
    case: Broken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ten_lite.config.sources.find.package_folder", lambda: tmp_path / "package")
    line, column = write(case, tmp_path)

    checked = load_graph(
        case.reference,
        registry=kit.registry(*case.addons),
        overrides=case.overrides,
        environ=case.environ,
        strict=case.strict,
    )

    told = [(p.code, p.pointer, p.line, p.column, p.message) for p in checked.problems]
    message = case.message.replace("KIT", kit.__name__)
    assert told == [(case.code, case.pointer, line, column, message)]
    problem = checked.problems[0]
    assert problem.hint == case.hint.replace("HERE", str(tmp_path))
    assert problem.file.removeprefix("./") == case.file.removeprefix("./")
    assert problem.severity == case.severity
    assert (checked.graph is None) is (case.severity == "error")
    assert "hush-hush" not in str(problem)
    assert "4711" not in str(problem)
    assert str(problem).count("\n") <= 4


def test_every_code_is_provoked() -> None:
    assert {case.code for case in CASES} == set(CODES)


def test_cases_are_many_and_named_once() -> None:
    assert len(CASES) >= 40
    assert max(Counter(case.case for case in CASES).values()) == 1
