"""What the README of an example says, and the conversations of its folder."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import yaml
from click.testing import CliRunner

from ten_lite.cli import ten_lite

from .kit import EXAMPLES, ROOT

__all__ = ["command_lines", "graphs", "play", "readme", "scenarios"]

SUFFIXES = (".json", ".yaml", ".yml")


def readme(name: str) -> str:
    """The text of the example's README."""
    return (EXAMPLES / name / "README.md").read_text("utf-8")


def command_lines(name: str) -> list[str]:
    """What its README tells to type, a line each."""
    blocks = re.findall(r"^```\n(.*?)^```", readme(name), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def graphs(name: str) -> list[Path]:
    """The graph files in its folder, parts among them."""
    return [file for file in _files(name) if "nodes" in yaml.safe_load(file.read_text("utf-8"))]


def scenarios(name: str) -> list[Path]:
    """The conversations in its folder."""
    return [file for file in _files(name) if "script" in yaml.safe_load(file.read_text("utf-8"))]


def play(name: str) -> str:
    """Hold all conversations that the README plays; gives the report.

    Raises:
        AssertionError: One went another way, or its folder has one that the README does not play.
    """
    played = [_played(line) for line in command_lines(name)]
    files = [ROOT / file for found in played for file in found]
    assert files, f"the README of {name} plays no conversation"
    assert set(files) >= set(scenarios(name))
    arguments = ["test", *map(str, files)]
    done = CliRunner().invoke(ten_lite, arguments, standalone_mode=False)
    assert done.return_value == 0, done.output or done.exception
    return done.output


def _played(line: str) -> Sequence[str]:
    words = shlex.split(line)
    is_offline = words[:2] == ["ten-lite", "test"] and "--url" not in words
    return words[2:] if is_offline else ()


def _files(name: str) -> list[Path]:
    folder = EXAMPLES / name
    return sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
