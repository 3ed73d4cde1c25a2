"""What ``ten-lite new addon`` writes passes its own tests, is clean, and works in a graph."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ten_lite.cli.scaffold.names import ADDON_KINDS

from .kit import installed, new_addon, python

pytestmark = pytest.mark.real_time  # each starts processes

LONG_NAME = "international-telephony"
SPEECH = Path(__file__).parents[2] / "speech" / "assistant_00.wav"
ANSWERS = {
    "stt": "You said: what is the weather like today.",
    "tool": "It says: Every day from nine to five.",
}
"""All others are called from clean environments by ``tests/e2e/smoke_addon.py``."""


@pytest.mark.parametrize("kind", ADDON_KINDS)
def test_its_own_tests_pass_as_they_are(kind: str, tmp_path: Path) -> None:
    done = python(new_addon(kind, tmp_path), "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_style_it_asks_for_is_its_own_whatever_its_name(tmp_path: Path) -> None:
    for kind in ADDON_KINDS:
        new_addon(kind, tmp_path)
        new_addon(kind, tmp_path, LONG_NAME)
    for command in (("check",), ("format", "--check", "--diff")):
        done = python(tmp_path, "-m", "ruff", *command, "--no-cache", ".")
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_graph_has_not_even_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # of different names, so that one process can check them all
    projects = [new_addon(kind, tmp_path, f"acme-{kind}") for kind in ADDON_KINDS]
    for name, value in environment_of_the_check(projects).items():
        monkeypatch.setenv(name, value)
    path = [*projects, *map(installed, projects)]
    graphs = [str(project / "graph.json") for project in projects]
    check = ("-m", "ten_lite", "check", *graphs, "--strict", "--json")
    done = python(tmp_path, *check, path=tuple(path))
    assert json.loads(done.stdout)["problems"] == []
    assert done.returncode == 0, done.stderr


def environment_of_the_check(projects: list[Path]) -> dict[str, str]:
    """As their workflows have it."""
    found: dict[str, str] = {}
    for project in projects:
        workflow = yaml.safe_load((project / ".github" / "workflows" / "ci.yml").read_text())
        steps = workflow["jobs"]["test"]["steps"]
        found |= next(step["env"] for step in steps if "check graph" in step.get("run", ""))
    return found


@pytest.mark.parametrize("kind", ANSWERS)
def test_its_graph_answers_without_a_key_and_without_a_network(kind: str, tmp_path: Path) -> None:
    project = new_addon(kind, tmp_path)
    said = ("--wav", str(SPEECH)) if kind == "stt" else ("--text", "hello there")
    call = ("call", "--graph", "graph.json", "--fake-providers", "--json", *said)
    done = python(project, "-m", "ten_lite", *call, path=(installed(project),))
    assert done.returncode == 0, done.stdout + done.stderr
    (turn,) = json.loads(done.stdout)["turns"]
    assert turn["answer"].startswith(ANSWERS[kind])
    assert turn["audio_s"] > 0.5
