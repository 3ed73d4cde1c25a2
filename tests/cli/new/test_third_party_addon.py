"""``examples/third_party_addon`` is what the verb writes, but for the files that are its own."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from .kit import REPO, installed, new, python

EXAMPLE = REPO / "examples" / "third_party_addon"
OWN = {
    "README.md",
    "graph.json",
    "ten_lite_unit_converter/client.py",
    "ten_lite_unit_converter/config.py",
    "ten_lite_unit_converter/extension.py",
    "tests/test_extension.py",
}
LEFT_BY_TOOLS = re.compile(r"__pycache__|\.(mypy|pytest|ruff)_cache|\.venv|dist/|build/")


def files_of(folder: Path) -> dict[str, str]:
    paths = (file for file in folder.rglob("*") if file.is_file())
    names = {file.relative_to(folder).as_posix(): file for file in paths}
    return {n: f.read_text("utf-8") for n, f in names.items() if not LEFT_BY_TOOLS.search(n)}


def test_it_is_what_the_command_in_its_readme_writes(tmp_path: Path) -> None:
    example = files_of(EXAMPLE)
    (command,) = re.findall(r"^ten-lite new (.+)$", example["README.md"], re.MULTILINE)
    assert new(*shlex.split(command), "--yes", "--to", tmp_path / "it").exception is None
    made = files_of(tmp_path / "it")
    assert made.keys() == example.keys()
    assert {name for name in made if made[name] != example[name]} == OWN


@pytest.mark.real_time
def test_its_own_tests_pass_and_a_model_uses_it(tmp_path: Path) -> None:
    project = tmp_path / "it"
    shutil.copytree(EXAMPLE, project)
    done = python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    call = ("call", "--graph", "graph.json", "--json", "--text", "how long is a marathon")
    done = python(project, "-m", "ten_lite", *call, path=(installed(project),))
    (turn,) = json.loads(done.stdout)["turns"]
    assert turn["answer"] == "A marathon is 42.16 kilometre long."
