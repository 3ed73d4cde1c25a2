"""What holds for every example: it is in the table, says how to run it, and its graphs are good."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph, load_graphs
from ten_lite.config.text.variables import required_variables

from .example import command_lines, graphs, readme, scenarios
from .kit import EXAMPLES, ROOT

NAMES = sorted(folder.name for folder in EXAMPLES.glob("[a-z]*") if folder.is_dir())
OWN_DISTRIBUTION = "third_party_addon"  # its addon is not installed here: tests/cli/new
GRAPHS = [file for name in NAMES if name != OWN_DISTRIBUTION for file in graphs(name)]
APPS = [file.stem for file in GRAPHS if file.stem == file.parent.name]
FITTING = re.compile(r"```json\n(.*?)```", re.DOTALL)


def relative(file: Path) -> str:
    return file.relative_to(EXAMPLES).as_posix()


def test_the_table_names_each_folder_and_nothing_else() -> None:
    table = (EXAMPLES / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\w+)\]\((\w+)/README\.md\) \| .+\|$", table, re.MULTILINE)
    assert rows == [(name, name) for name in NAMES]  # by the alphabet


def test_nothing_lies_beside_the_folders() -> None:
    beside = {file.name for file in EXAMPLES.iterdir() if file.is_file()}
    assert beside == {"README.md"}


@pytest.mark.parametrize("name", NAMES)
def test_its_readme_says_how_to_run_it(name: str) -> None:
    text = readme(name)
    assert text.startswith("# ")
    assert any(
        line.startswith(("ten-lite run", "ten-lite call", "ten-lite test"))
        for line in command_lines(name)
    )
    if name != OWN_DISTRIBUTION:
        assert "change next" in text.casefold()


@pytest.mark.parametrize("file", GRAPHS, ids=relative)
def test_each_graph_is_good_described_and_lists_all_its_connections(file: Path) -> None:
    environ = dict.fromkeys(required_variables(file.read_text("utf-8")), "value")
    for checked in load_graphs(str(file), registry=AddonRegistry(), environ=environ, strict=True):
        assert checked.problems == ()
        assert checked.graph is not None
        assert checked.graph.description


@pytest.mark.parametrize("name", APPS)
def test_it_is_an_app_that_runs_from_its_own_folder(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES / name)
    checked = load_graph(None, registry=AddonRegistry())
    assert checked.graph is not None, checked.problems
    assert checked.graph.name == name


@pytest.mark.parametrize("name", sorted(set(NAMES) - {OWN_DISTRIBUTION}))
def test_the_nodes_it_shows_fit_into_its_graph(name: str, tmp_path: Path) -> None:
    for block in FITTING.findall(readme(name).replace("\n  ", "\n")):
        node = json.loads(block)
        folder = EXAMPLES / name
        graph = json.loads((folder / f"{name}.json").read_text("utf-8"))
        others = [other for other in graph["nodes"] if other["name"] != node["name"]]
        assert len(others) == len(graph["nodes"]) - 1, f"no node is called {node['name']}"
        graph["nodes"] = [*others, node]
        file = tmp_path / "graph.json"
        file.write_text(json.dumps(graph), "utf-8")
        environ = dict.fromkeys(required_variables(block), "value")
        for checked in load_graphs(str(file), registry=AddonRegistry(), environ=environ):
            assert checked.problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_it_has_tests_of_its_own(name: str) -> None:
    folder = "cli/new" if name == OWN_DISTRIBUTION else "examples"
    assert (ROOT / "tests" / folder / f"test_{name}.py").exists()


@pytest.mark.parametrize("name", [name for name in NAMES if scenarios(name)])
def test_each_conversation_says_what_it_shows(name: str) -> None:
    for file in scenarios(name):
        assert file.read_text("utf-8").startswith("description: ")
