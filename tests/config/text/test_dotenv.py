from __future__ import annotations

from pathlib import Path

import pytest

from ten_lite.config import load_graph
from ten_lite.config.text.dotenv import Variables, read_dotenv

from .. import kit

GRAPH = {"nodes": [kit.node("llm", "brain", api_key="${env:KEY}", model="${env:MODEL|small}")]}


def test_a_folder_without_the_file_has_no_variables(tmp_path: Path) -> None:
    assert read_dotenv(tmp_path) == ({}, [])


def test_what_the_file_may_hold(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# keys\n\nA=1\nexport B='x y'\nC=\"a#b\" # why\nD=a#b\nE=\n", encoding="utf-8"
    )
    assert read_dotenv(tmp_path) == (
        {"A": "1", "B": "x y", "C": "a#b", "D": "a#b", "E": ""},
        [],
    )


def test_a_bad_line_is_told_without_its_content_and_the_rest_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nsk-hush\nB=2\n='x'\n")
    values, problems = read_dotenv(tmp_path)
    assert values == {"A": "1", "B": "2"}
    assert [(p.code, p.line, p.severity) for p in problems] == [
        ("TL119", 2, "warning"),
        ("TL119", 4, "warning"),
    ]
    assert "hush" not in str(problems)


def test_the_environment_wins_then_the_folder_that_was_read_first(tmp_path: Path) -> None:
    for name, text in (("one", "A=one\nB=one\n"), ("two", "B=two\nC=two\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".env").write_text(text)
    variables = Variables({"A": "environment"})
    assert variables.add(tmp_path / "one") == variables.add(tmp_path / "two") == []
    assert variables == {"A": "environment", "B": "one", "C": "two"}
    assert {name: Path(file).parent.name for name, file in variables.files.items()} == {
        "B": "one",
        "C": "two",
    }


def test_the_file_beside_a_graph_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("KEY=sk-file\n")
    checked = kit.load(GRAPH, folder=tmp_path)
    assert checked.problems == ()
    assert checked.graph is not None
    assert checked.graph.nodes[0].config.api_key.get_secret_value() == "sk-file"


def test_the_file_of_the_working_directory_serves_graphs_called_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graphs").mkdir()
    kit.write(tmp_path / "graphs" / "mine.json", GRAPH)
    (tmp_path / ".env").write_text("KEY=sk-here\n")
    checked = load_graph("mine", registry=kit.registry(), environ={})
    assert checked.problems == ()


def test_a_variable_may_choose_the_graph_and_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kit.write(tmp_path / "brain.json", GRAPH)
    (tmp_path / ".env").write_text("KEY=sk-1\nGRAPH=./brain.json\nFOLDER=.\n")
    kit.write(tmp_path / "property.json", {"graph": "${env:GRAPH}"})
    assert load_graph(None, registry=kit.registry(), environ={}).problems == ()
    entry = {"name": "a", "graph": {"import_uri": "${env:FOLDER}/brain.json"}}
    kit.write(tmp_path / "property.json", {"ten": {"predefined_graphs": [entry]}})
    assert load_graph(None, registry=kit.registry(), environ={}).problems == ()
    entry["graph"] = {"import_uri": "${env:NOWHERE}/brain.json"}
    kit.write(tmp_path / "property.json", {"ten": {"predefined_graphs": [entry]}})
    (problem,) = load_graph(None, registry=kit.registry(), environ={}).problems
    assert (problem.code, problem.pointer) == (
        "TL307",
        "/ten/predefined_graphs/0/graph/import_uri",
    )
