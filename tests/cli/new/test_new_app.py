"""What ``ten-lite new app`` writes can be run and tested as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .kit import new, python

KEYS = ("DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY", "OPENAI_API_KEY")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)
    done = new("app", "Front-Desk", "--to", tmp_path / "app")
    assert done.exception is None
    return tmp_path / "app"


@pytest.mark.real_time
def test_its_own_test_passes_without_a_key(app: Path) -> None:
    done = python(app, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.real_time
def test_its_graph_has_not_even_a_warning_once_the_keys_are_in_its_env_file(app: Path) -> None:
    example = (app / ".env.example").read_text()
    (app / ".env").write_text(example.replace("=\n", "=a-key\n"))
    done = python(app, "-m", "ten_lite", "check", "--strict", "--json")
    assert json.loads(done.stdout)["problems"] == []
    assert done.returncode == 0, done.stderr


def test_the_example_of_its_env_file_names_the_keys_of_its_graph_and_no_others(app: Path) -> None:
    graph = (app / "graphs" / "front_desk.json").read_text()
    example = (app / ".env.example").read_text()
    named = {line.partition("=")[0] for line in example.splitlines() if "=" in line}
    assert named == set(KEYS)
    assert all(f"${{env:{key}}}" in graph for key in KEYS)


def test_what_is_private_is_kept_from_git(app: Path) -> None:
    assert ".env" in (app / ".gitignore").read_text().splitlines()


def test_it_lies_in_a_folder_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = new("app", "Front_Desk")
    assert done.exception is None
    assert "cd front-desk" in done.stderr
    assert (tmp_path / "front-desk" / "property.json").is_file()
