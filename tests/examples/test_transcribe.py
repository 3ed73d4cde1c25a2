"""``examples/transcribe``: what was said is in files, with its times, as soon as it is known."""

from __future__ import annotations

import asyncio
import importlib
import re
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.cli import ten_lite
from ten_lite.cli.caller import Caller
from ten_lite.messages import AsrResult
from ten_lite.testing import Harness

from .kit import EXAMPLES, Graph, address, serving, speech, with_fakes

SRT = """\
1
00:00:00,500 --> 00:00:01,740
hello there

2
01:00:00,000 --> 01:00:00,001
and -- well -- goodbye

"""
TXT = """\
[00:00:00.500 - 00:00:01.740] Ada: hello there
[01:00:00.000 - 01:00:00.001] Ada: and -- well -- goodbye
"""


def addon() -> AddonSpec:
    return AddonRegistry().beside(EXAMPLES / "transcribe").get("transcript_file")


def code(module: str) -> ModuleType:
    return importlib.import_module(f"{addon().factory.partition('.extension')[0]}.{module}")


def written(folder: Path, suffix: str) -> str:
    (file,) = folder.glob(f"*.{suffix}")
    return file.read_text("utf-8")


def writer(folder: Path, **more: Any) -> Harness:
    return Harness(addon(), {"folder": str(folder), **more})


async def test_final_results_are_written_as_text_and_as_subtitles(tmp_path: Path):
    folder = tmp_path / "to be made"
    async with writer(folder, speaker="Ada") as node:
        node.push(AsrResult("hel", False, start_ms=500, duration_ms=200))
        node.push(AsrResult("hello there", True, start_ms=500, duration_ms=1240))
        node.push(AsrResult(" ", True, start_ms=2_000, duration_ms=10))
        node.push(AsrResult("and -- well\n\n-- goodbye", True, start_ms=3_600_000, duration_ms=1))
    assert written(folder, "srt") == SRT
    assert written(folder, "txt") == TXT


async def test_what_was_said_is_on_the_disk_before_the_session_ends(tmp_path: Path):
    async with writer(tmp_path) as node:
        node.push(AsrResult("hello there", True, start_ms=500, duration_ms=1240))
        await asyncio.sleep(0.1)
        assert "hello there" in written(tmp_path, "txt")
        assert "hello there" in written(tmp_path, "srt")
        node.push(AsrResult("goodbye", False, start_ms=2_000, duration_ms=500))
        await asyncio.sleep(0.1)
        assert "goodbye" not in written(tmp_path, "txt")


async def test_what_is_not_written_yet_when_the_session_ends_is_written_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    module, disk_is_free = code("extension"), threading.Event()
    append = module.append

    def slow(path: Path, text: str) -> None:
        disk_is_free.wait(5)
        append(path, text)

    monkeypatch.setattr(module, "append", slow)
    async with writer(tmp_path) as node:
        for number in range(3):
            node.push(AsrResult(f"word {number}", True, start_ms=1000 * number, duration_ms=500))
        asyncio.get_running_loop().call_soon(disk_is_free.set)
    assert re.findall(r"word \d", written(tmp_path, "txt")) == ["word 0", "word 1", "word 2"]


async def test_after_a_restart_it_goes_on_with_the_same_files_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    module = code("extension")
    append, failures = module.append, [OSError(28, "No space left on device")]

    def full_once(path: Path, text: str) -> None:
        if failures:
            raise failures.pop()
        append(path, text)

    monkeypatch.setattr(module, "append", full_once)
    async with writer(tmp_path) as node:
        node.push(AsrResult("hello", True, start_ms=0, duration_ms=500))
        await asyncio.sleep(1)
        node.push(AsrResult("goodbye", True, start_ms=1_000, duration_ms=500))
        await asyncio.sleep(1)
    assert re.findall(r"user: (\w+)", written(tmp_path, "txt")) == ["hello", "goodbye"]
    assert re.findall(r"^\d$", written(tmp_path, "srt"), re.MULTILINE) == ["1", "2"]


async def test_a_call_prints_the_words_and_leaves_the_files(tmp_path: Path):
    said = "he was not an ill disposed young man"

    def change(graph: Graph) -> None:
        with_fakes(graph)
        for node in graph["nodes"]:
            if node["name"] == "stt":
                node["property"] = {"transcripts": [said], "partial_every_ms": 500}
            if node["name"] == "transcript_file":
                node["property"] = {"folder": str(tmp_path / "out")}

    async with (
        serving("transcribe", tmp_path, change) as app,
        Caller(address(app, "/ws"), is_answered=False) as caller,
    ):
        await caller.hear_greeting()
        turn = await caller.say(speech("human_librivox_0880"))
    assert caller.errors == []
    assert turn.heard == said
    line = written(tmp_path / "out", "txt")
    times = re.fullmatch(rf"\[00:00:0(\d\.\d+) - 00:00:0(\d\.\d+)\] user: {said}\n", line)
    assert times is not None, line
    begin, end = map(float, times.groups())
    assert 0 < begin < 1.5
    assert 2 < end < 4


def test_no_answer_goes_only_with_recordings():
    asked = ["call", "--no-answer", "--text", "hello"]
    done = CliRunner().invoke(ten_lite, asked)
    assert done.exit_code == 2
    assert "--no-answer goes with --wav" in done.output
