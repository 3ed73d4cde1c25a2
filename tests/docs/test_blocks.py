"""Every block of code in the docs is good: JSON, YAML, TOML and Python."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import json
import sys
import tomllib
from collections.abc import Coroutine, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from ten_lite.addons import ALIAS_GROUP, COMMAND_GROUP, ENTRY_POINT_GROUP, AddonRegistry
from ten_lite.config import load_graph, load_graphs
from ten_lite.config.text.variables import required_variables
from ten_lite.testing.scenario.file import open_scenario

from .pages import ROOT, Block, code_blocks

LANGUAGES = {"", "bash", "console", "dockerfile", "html", "ini", "javascript", "js", "json"}
LANGUAGES |= {"nginx", "python", "text", "toml", "ts", "tsx", "yaml"}
NODE_KEYS = {"type", "name", "addon", "property", "restart", "fallback"}
NOT_OF_A_NODE_ALONE = "TL303"
"""A module that is not installed here."""

by_id = {"ids": lambda block: block.id}


def json_values(block: Block) -> list[Any]:
    """A block is one value, or one in each line."""
    try:
        return [json.loads(block.code)]
    except ValueError:
        return [json.loads(line) for line in block.code.splitlines() if line.strip()]


def is_graph(value: Any) -> bool:
    return isinstance(value, dict) and "nodes" in value and "edges" not in value  # a picture


def nodes_alone(value: Any) -> Iterator[dict[str, Any]]:
    """Nodes outside of graphs."""
    if is_graph(value):
        return
    if isinstance(value, dict) and {"name", "addon"} <= set(value) <= NODE_KEYS:
        yield value
    for part in value.values() if isinstance(value, dict) else value if type(value) is list else ():
        yield from nodes_alone(part)


def environ(text: str) -> dict[str, str]:
    """Something for each variable."""
    return {
        name: "{}" if name == "GOOGLE_CREDENTIALS" else "value"  # that is JSON
        for name in required_variables(text)
    }


def test_every_block_is_in_a_language_that_is_known_here() -> None:
    every = {block.language.partition(" ")[0] for block in code_blocks(*LANGUAGES, "mermaid")}
    assert every <= LANGUAGES


@pytest.mark.parametrize("block", code_blocks("json"), **by_id)
def test_json_is_json_and_its_graphs_and_nodes_are_good(block: Block, tmp_path: Path) -> None:
    if "third_party_addon" in block.page:  # it is not installed here: tests/cli/new
        return
    file = tmp_path / "graph.json"
    for value in json_values(block):
        if is_graph(value):
            file.write_text(json.dumps(value), encoding="utf-8")
            for checked in load_graphs(
                str(file),
                registry=AddonRegistry(),
                environ=environ(block.code),
                strict="connections" in value,
            ):
                assert checked.problems == ()
        for node in nodes_alone(value):
            graph = {"nodes": [{"name": "node"} | node]}
            file.write_text(json.dumps(graph), encoding="utf-8")
            told = load_graph(
                str(file), registry=AddonRegistry(), environ=environ(block.code)
            ).problems
            wrong = [p for p in told if p.code.startswith(("TL1", "TL3"))]
            assert [str(p) for p in wrong if p.code != NOT_OF_A_NODE_ALONE] == []


@pytest.mark.parametrize("block", code_blocks("yaml"), **by_id)
def test_yaml_is_yaml_and_its_scenarios_and_graphs_are_good(block: Block, tmp_path: Path) -> None:
    value = yaml.safe_load(block.code)
    file = tmp_path / "file.yaml"
    file.write_text(block.code, encoding="utf-8")
    if isinstance(value, dict) and "script" in value:
        assert open_scenario(file)[1] == []
    elif is_graph(value):
        for checked in load_graphs(
            str(file), registry=AddonRegistry(), environ=environ(block.code)
        ):
            assert checked.problems == ()


@pytest.mark.parametrize("block", code_blocks("toml"), **by_id)
def test_toml_is_toml_and_names_entry_points_that_are_read(block: Block) -> None:
    value = tomllib.loads(block.code)
    points = value.get("project", {}).get("entry-points", {})
    groups = {ENTRY_POINT_GROUP, ALIAS_GROUP, COMMAND_GROUP}
    for outer, inner in points.items():
        tables = {f"{outer}.{name}" for name, part in inner.items() if isinstance(part, dict)}
        assert (tables or {outer}) <= groups


@pytest.mark.parametrize("block", code_blocks("python"), **by_id)
def test_python_compiles_and_what_it_imports_is_there(block: Block) -> None:
    tree = compile(block.code, block.id, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _is_ours(node.module or ""):
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                assert hasattr(module, alias.name), f"{node.module} has no {alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_ours(alias.name):
                    importlib.import_module(alias.name)


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "ten_lite"


RUN_ELSEWHERE = {
    # page -> what tries, or makes, what it shows
    "docs/howto/check-an-addon.md": "tests/testing/conformance",
    "docs/howto/change-language-mid-call.md": "tests/kinds/test_session_config.py",
    "docs/reference/protocol-openai-realtime.md": (
        "extensions/ten_lite_websocket_server/tests/test_realtime_sdk.py"
    ),
    "docs/reference/hooks.md": "docs/python_pages.py",
}


def has_a_test_of_its_own(page: str) -> bool:
    """Whether a test in this folder names the page's file."""
    name = Path(page).name
    files = (file for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__))
    return any(f'"{name}"' in text or f"/{name}" in text for text in map(Path.read_text, files))


RUN_HERE = sorted(
    page
    for page in {block.page for block in code_blocks("python")} - set(RUN_ELSEWHERE)
    if not has_a_test_of_its_own(page)
)


@pytest.mark.parametrize("page", RUN_HERE)
async def test_the_python_of_a_page_runs_from_top_to_bottom(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs: list[Coroutine[Any, Any, None]] = []
    monkeypatch.setattr(asyncio, "run", programs.append)
    monkeypatch.chdir(ROOT)
    module = ModuleType("block_of_a_page")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for block in code_blocks("python"):
        if block.page == page:
            exec(compile(block.code, block.id, "exec"), module.__dict__)
    for program in programs:
        with contextlib.suppress(TimeoutError):  # it may run until Ctrl-C
            await asyncio.wait_for(program, timeout=2)


@pytest.mark.parametrize("page", RUN_ELSEWHERE)
def test_what_is_run_elsewhere_is_there(page: str) -> None:
    assert any(block.page == page for block in code_blocks("python"))
    assert (ROOT / RUN_ELSEWHERE[page]).exists()
