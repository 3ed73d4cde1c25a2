"""Every verb knows the addons in a project's folder, from inside it and from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ten_lite.cli import ten_lite

ROOT = Path(__file__).parents[2]
ECHO = "examples/echo"
SCENARIO = """
graph: {graph}
script:
  - bot_is_silent_s: 1
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(ten_lite, words)


@pytest.mark.parametrize(
    ("folder", "graph"),
    [(".", f"{ECHO}/echo.json"), (ECHO, "echo.json"), (".", ECHO), (ECHO, None)],
)
@pytest.mark.parametrize("verb", ["check", "graph", "doctor"])
def test_a_verb_of_graphs(
    verb: str, folder: str, graph: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(ROOT / folder)
    done = run(verb, *([graph] if graph else []))
    assert done.exit_code == 0, done.output
    assert "TL301" not in done.output


def test_a_scenario(tmp_path: Path):
    file = tmp_path / "silence.yaml"
    file.write_text(SCENARIO.format(graph=ROOT / ECHO / "echo.json"))
    done = CliRunner().invoke(ten_lite, ["test", str(file)], standalone_mode=False)
    assert done.return_value == 0, done.output


def test_listings_have_those_of_the_folder_one_is_in(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT / ECHO)
    assert "addons/level_meter.py" in run("addons", "list").output
    told = json.loads(run("addons", "inspect", "level_meter", "--json").output)
    assert told["distribution"] == "addons/level_meter.py"
    schema = run("schema").output
    assert '"level_meter"' in schema
    monkeypatch.chdir(ROOT)
    assert "level_meter" not in run("addons", "list").output


def test_a_broken_file_is_told_by_the_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "addons").mkdir()
    (tmp_path / "addons/parrot.py").write_text("import no_such_module\n")
    told = run("doctor", "echo").output
    assert "parrot of addons/parrot.py is broken: ModuleNotFoundError" in told
    assert "mend the file" in told
