"""What a shell offers after Tab."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from ten_lite.cli import VERBS, ten_lite


def offered(*words: str) -> list[str]:
    shell = ShellComplete(ten_lite, {}, "ten-lite", "_TEN_LITE_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


def test_verbs_are_offered():
    assert offered("") == list(VERBS)
    assert offered("co") == ["conform"]
    assert offered("addons", "") == ["inspect", "list", "search"]


def test_graphs_are_offered_where_one_is_run_checked_or_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "graphs").mkdir()
    graph = {"description": "Says\nit again.", "nodes": [{"name": "e", "addon": "echo"}]}
    (tmp_path / "graphs" / "mine.json").write_text(json.dumps(graph))
    monkeypatch.chdir(tmp_path)
    shell = ShellComplete(ten_lite, {}, "ten-lite", "_TEN_LITE_COMPLETE")
    assert [item.help for item in shell.get_completions(["run"], "mi")] == ["Says it again."]
    assert offered("run", "mi") == ["mine"]
    assert offered("check", "mi") == ["mine"]
    assert offered("call", "--graph", "mi") == ["mine"]


def test_where_no_graph_has_such_a_name_the_shell_offers_files():
    shell = ShellComplete(ten_lite, {}, "ten-lite", "_TEN_LITE_COMPLETE")
    (item,) = shell.get_completions(["run"], "./gra")
    assert (item.type, item.value) == ("file", "./gra")


def test_set_offers_nodes_of_the_graph_then_their_properties():
    assert set(offered("run", "voice_assistant", "--set", "")) > {"llm.", "tts."}
    assert "websocket_server.port=" in offered("run", "echo", "--set", "websocket_server.p")
    assert "websocket_server.port=" in offered("run", "echo", "--set", "web")
    assert offered("run", "echo", "--set", "websocket_server.port=1") == []
    assert offered("run", "echo", "--set", "nothing.p") == []


def test_addons_are_offered_by_all_their_names():
    assert offered("addons", "inspect", "deepgram") == ["deepgram_stt", "deepgram_asr_python"]
    assert offered("conform", "fake_t") == ["fake_tts"]


def test_weights_are_offered():
    assert offered("models", "pull", "silero") == ["silero-vad"]


def test_a_file_that_cannot_be_read_offers_nothing_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "property.json").write_text("{")
    monkeypatch.chdir(tmp_path)
    assert offered("run", "--set", "e") == []
    monkeypatch.setattr("ten_lite.config.load.load_graph", lambda *a, **k: 1 / 0)
    assert offered("run", "--set", "e") == []
    assert capsys.readouterr() == ("", "")
