"""Who follows the tutorial about addons to the letter gets one that passes all its tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.new.kit import new_addon, python

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial" / "write-an-addon.md").read_text("utf-8")
STEP = re.compile(r'```(python|diff) title="(.+?)"\n(.*?)```', re.DOTALL)


def lines(change: str, marks: str) -> str:
    """What a change takes out, or what it puts there."""
    return "".join(f"{line[1:]}\n" for line in change.splitlines() if line[:1] in marks)


def follow_the_page(project: Path) -> None:
    for language, name, text in STEP.findall(PAGE):
        file = project / name
        before, after = file.read_text("utf-8"), text
        if language == "diff":
            assert before.count(lines(text, " -")) == 1, f"{name} has not exactly one of:\n{text}"
            after = before.replace(lines(text, " -"), lines(text, " +"))
        file.write_text(after, "utf-8")


@pytest.mark.real_time  # it starts a process
def test_what_the_page_builds_passes_its_own_tests(tmp_path: Path) -> None:
    project = new_addon("tts", tmp_path, "nimbus")
    follow_the_page(project)
    rows = "test_extension or basic or flush.mid or stall or auth or params"
    done = python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", rows)
    assert done.returncode == 0, done.stdout + done.stderr
    told = {sum(map(int, found)) for found in re.findall(r"`(\d+) passed, (\d+) skipped`", PAGE)}
    last = done.stdout.splitlines()[-1]
    assert told == {sum(map(int, re.findall(r"(\d+) (?:passed|skipped|deselected)", last)))}
    for command in (("check", "--no-cache"), ("format", "--check", "--no-cache")):
        done = python(project, "-m", "ruff", *command, ".")
        assert done.returncode == 0, done.stdout + done.stderr
