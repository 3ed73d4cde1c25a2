"""OpenAI answers while it can, and what stands in when it cannot."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.testing.scenario import bot_says, run_graph, user_says

from .kit import EXAMPLES

FOLDER = EXAMPLES / "stand_in"


async def test_openai_answers_what_the_ears_of_the_subgraph_hear() -> None:
    script = [bot_says("Hello!"), user_says("good morning"), bot_says(contains="good morning")]
    await run_graph(FOLDER / "stand_in.yaml", script, keep=["llm"])


async def test_without_a_key_the_stand_in_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.chdir(tmp_path)  # a .env of whoever runs the tests is not meant
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".env"))
    file = tmp_path / "stand_in.yaml"
    text = file.read_text("utf-8").replace(
        "addon: local_llm", "addon: fake_llm"
    )  # needs no weights
    file.write_text(text, "utf-8")
    checked = load_graph(str(file), registry=AddonRegistry())
    assert checked.graph is not None, checked.problems
    script = [bot_says("Hello!"), user_says("good morning"), bot_says("You said: good morning.")]
    await run_graph(checked.graph, script, keep=["llm"])
