"""What contributors run: `make help` tells all of it, and git's hooks run the same programs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def hooks() -> list[dict[str, str]]:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    return [hook for repo in config["repos"] for hook in repo["hooks"]]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_make_help_tells_every_target():
    command = ["make", "--no-print-directory", "help"]  # which it prints inside of make test
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert [line.split()[0] for line in said.stdout.splitlines()] == phony[1].split()


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_runs_a_program_of_the_projects_environment(hook: dict[str, str]):
    folder, _, program = shlex.split(hook["entry"])[0].rpartition("/")
    assert folder == ".venv/bin"
    assert hook["language"] == "system"
    assert Path(sys.executable).with_name(program).exists()


def test_hooks_check_types_and_imports_as_make_does():
    entries = {hook["entry"].removeprefix(".venv/bin/") for hook in hooks()}
    for command in ("mypy ten_lite extensions examples", "lint-imports"):
        assert command in entries
        assert f"$(BIN)/{command}\n" in MAKEFILE
