from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ten_lite.cli import call

URL = ("--url", "ws://127.0.0.1:9/ws")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(call.command, arguments)


def test_without_anything_to_say_it_says_how_to_say_it() -> None:
    done = run(*URL)
    assert done.exit_code == 2
    assert "nothing to say: give --wav FILE, --text TEXT or --mic" in done.output


@pytest.mark.parametrize("option", ["--graph", "--offline", "--fake-providers"])
def test_how_to_start_a_graph_does_not_go_with_the_address_of_one_that_runs(option: str) -> None:
    value = ["fake"] if option == "--graph" else []
    done = run(*URL, "--text", "hello", option, *value)
    assert done.exit_code == 2
    assert f"--url calls a server that runs, so leave out {option}" in done.output


def test_the_graph_is_started_as_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\necho "$@" > {told}\nexit 3\n')
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    asked = ("--graph", "some graph", "--offline", "--fake-providers")
    done = run("--text", "hello", *asked)
    assert done.exit_code != 0
    started = told.read_text()
    assert started.startswith("-m ten_lite run some graph --offline --fake-providers --port 0")
