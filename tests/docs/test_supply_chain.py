"""What is said in SECURITY.md of what others make is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted(
    file
    for place in (ROOT, ROOT / "ten_lite" / "templates" / "addon", *(ROOT / "examples").iterdir())
    for file in (place / ".github" / "workflows").glob("*.yml*")
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
AT_RUN_TIME = [
    *PROJECT["dependencies"],
    *(one for extra, needs in EXTRAS.items() if extra != "dev" for one in needs),
]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.relative_to(ROOT)))
def test_actions_are_named_by_commit_with_their_version_beside(file: Path):
    used = re.findall(r"uses: (.*)", file.read_text("utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", action), action


def test_a_commit_has_one_version_everywhere():
    used = {u for file in WORKFLOWS for u in re.findall(r"uses: (.*)", file.read_text("utf-8"))}
    assert len(used) == len({action.partition("@")[0] for action in used})


@pytest.mark.parametrize("text", AT_RUN_TIME)
def test_what_is_needed_has_a_lowest_version(text: str):
    needed = Requirement(text)
    if needed.name != PROJECT["name"]:
        assert {"==", ">="} & {part.operator for part in needed.specifier}


@pytest.mark.parametrize("text", PROJECT["dependencies"])
def test_what_everybody_needs_has_an_end(text: str):
    assert "<" in {part.operator for part in Requirement(text).specifier}


def test_the_tests_that_the_page_names_are_there():
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "def test_a_pin_needs_a_size_and_a_hash" in (
        ROOT / "tests" / "weights" / "test_spec.py"
    ).read_text("utf-8")
    for path in re.findall(r"`((?:tests|\.github)/[^`]+)`", page):
        assert (ROOT / path).is_file(), path
