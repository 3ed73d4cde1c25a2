"""What the examples' READMEs tell to type can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ten_lite.cli import ten_lite

from .kit import EXAMPLES, ROOT

FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/README.md"))
OF_ITS_OWN = ("third_party_addon",)
"""A distribution, whose README is for those who have installed it."""


BLOCK = r"^```(\w*)\n(.*?)^```"


def commands() -> Iterator[tuple[str, list[str]]]:
    """Each line of a code block that begins with a program."""
    for page in [EXAMPLES / "README.md", *(folder / "README.md" for folder in FOLDERS)]:
        if page.parent.name in OF_ITS_OWN:
            continue
        for language, block in re.findall(BLOCK, page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
            for line in [] if language else block.splitlines():
                words = shlex.split(line, comments=True)
                if words and words[0] in ("ten-lite", "python"):
                    yield page.parent.name, words


COMMANDS = list(commands())


def typed(group: click.Command, words: list[str]) -> None:
    """Parse a command line as the program would; files that are there must be.

    Raises:
        click.UsageError: It would be refused.
    """
    context = group.make_context("ten-lite", words[:1], resilient_parsing=False)
    assert isinstance(group, click.Group)
    verb = group.get_command(context, words[0])
    assert verb is not None, f"no verb {words[0]}"
    verb.make_context(words[0], words[1:])


@pytest.mark.parametrize(
    "words", [words for _, words in COMMANDS if words[0] == "ten-lite"], ids=shlex.join
)
def test_a_command_of_ten_lite_can_be_typed_in_the_root(
    words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(ROOT)
    # what an earlier command of the same page has written
    (tmp_path / "call.wav").touch()
    typed(ten_lite, [str(tmp_path / word) if word == "call.wav" else word for word in words[1:]])
    for word in words:
        if word.startswith("examples/"):
            assert (ROOT / word).is_file() or (ROOT / word / "property.json").is_file(), word


def test_a_command_that_is_wrong_is_noticed():
    with pytest.raises(click.UsageError):
        typed(ten_lite, ["call", "--no-such-option"])


@pytest.mark.real_time
@pytest.mark.parametrize(
    "path", sorted({words[1] for _, words in COMMANDS if words[0] == "python"})
)
def test_a_script_starts_and_takes_the_options_of_its_readme(path: str):
    lines = [words[2:] for _, words in COMMANDS if words[:2] == ["python", path]]
    done = subprocess.run(
        [sys.executable, path, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for word in (word for line in lines for word in line):
        if word.startswith("--"):
            assert word in done.stdout
        elif word.startswith("tests/"):
            assert (ROOT / word).is_file()


def test_links_of_the_readmes_lead_somewhere():
    for page in EXAMPLES.glob("**/README.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"
