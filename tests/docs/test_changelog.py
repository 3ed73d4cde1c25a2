"""What users will read of changes that are not released yet: one file each in ``changelog.d``."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOWNCRIER = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]
KINDS = {kind["directory"] for kind in TOWNCRIER["type"]}
FOLDER = ROOT / TOWNCRIER["directory"]
FRAGMENTS = sorted(file for file in FOLDER.iterdir() if file.name not in TOWNCRIER["ignore"])


@pytest.mark.parametrize("file", FRAGMENTS, ids=lambda file: file.name)
def test_a_fragment_has_a_name_a_kind_and_a_text(file: Path):
    name, *kind, suffix = file.name.split(".")
    assert name
    assert (*kind, suffix) in {(kind, "md") for kind in KINDS}, f"it ends in .KIND.md: {KINDS}"
    text = file.read_text("utf-8")
    assert text.strip()
    assert not text.startswith(("*", "-", "#")), "a sentence or two; the list is made of them"


def test_fragments_are_nowhere_else():
    elsewhere = [file for kind in KINDS for file in (ROOT / "docs").rglob(f"*.{kind}.md")]
    assert not elsewhere, f"move them to {FOLDER.name}/"


@pytest.mark.skipif(not importlib.util.find_spec("towncrier"), reason="needs the extra dev")
def test_release_notes_are_made_of_all_fragments():
    command = ("build", "--draft", "--version", "9.8.7", "--date", "2030-01-02")
    done = subprocess.run(
        [sys.executable, "-m", "towncrier", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "## 9.8.7 (2030-01-02)\n" in done.stdout
    assert done.stdout.count("\n* ") == len(FRAGMENTS)
    assert f"\n{TOWNCRIER['start_string']}" in (ROOT / TOWNCRIER["filename"]).read_text("utf-8")
