"""The verbs in this process: what they print, where, and how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ten_lite.addons import AddonRegistry, BrokenAddon
from ten_lite.cli import VERBS, ten_lite
from ten_lite.cli.fetching import Bar
from ten_lite.errors import TenLiteError
from ten_lite.weights import Progress
from ten_lite_local import pins


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, arguments, standalone_mode=False)


def test_help_lists_every_verb_and_the_exit_codes() -> None:
    said = run("--help").stdout
    for verb, about in VERBS.items():
        assert verb in said
        assert about in said
    assert "Exit codes" in said


def test_inspect_gives_a_node_that_can_be_pasted(tmp_path: Path) -> None:
    details = json.loads(run("addons", "inspect", "fake_tts", "--json").stdout)
    assert details["inputs"] == [
        "data tts_text_input",
        "data tts_flush",
        "data tts_pause",
        "data tts_resume",
        "data playback_position",
        "data config",
    ]
    assert details["properties"]["word_ms"]["minimum"] == 1
    graph = tmp_path / "pasted.json"
    graph.write_text(json.dumps({"nodes": [details["node"]], "connections": []}))
    assert run("check", str(graph)).return_value == 0


def test_inspect_in_words_names_pins_types_ranges_and_defaults() -> None:
    said = run("addons", "inspect", "local_llm").stdout
    assert 'pip install "ten-lite[local]"' in said
    assert "inputs: cmd chat_completion" in said
    assert 'model: one of "smollm2-135m", "qwen2.5-coder-1.5b"' in said
    assert "max_tokens: integer >= 1 <= 2048, default 40" in said


def test_inspect_takes_other_names_and_tells_them() -> None:
    said = run("addons", "inspect", "deepgram_asr_python").stdout
    assert "also called: deepgram_asr_python" in said
    assert "params.api_key: another name for api_key" in said
    assert ", portable" in said
    details = json.loads(run("addons", "inspect", "deepgram_stt", "--json").stdout)
    assert details["node"]["property"]["api_key"] == "${env:DEEPGRAM_API_KEY}"
    error = str(run("addons", "inspect", "deepgram_sst").exception)
    assert 'did you mean "deepgram_stt"?' in error


def test_an_unknown_addon_and_unknown_weights_are_errors_that_list_what_there_is() -> None:
    for arguments in (("addons", "inspect", "nope"), ("models", "pull", "nope")):
        error = run(*arguments).exception
        assert isinstance(error, TenLiteError)
        assert "nope" in str(error)
    assert "echo" in str(run("addons", "inspect", "nope").exception)
    assert "silero-vad" in str(run("models", "where", "nope").exception)


def test_check_exits_with_1_and_prints_each_mistake(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"nodes": [{"type": "extension", "name": "e", "addon": "ecko"}]}')
    done = run("check", str(bad), "--json")
    assert done.return_value == 1
    (problem,) = [p for p in json.loads(done.stdout)["problems"] if p["code"] == "TL301"]
    assert problem["pointer"] == "/nodes/0/addon"
    assert problem["line"] == 1


def test_schema_goes_into_a_file_whose_folders_are_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "property.schema.json"
    assert run("schema", "-o", str(file)).stdout == ""
    assert file.read_text("utf-8") == run("schema").stdout
    assert "addon.echo" in json.loads(file.read_text("utf-8"))["$defs"]


def test_schema_tells_where_it_cannot_write_and_what_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    error = run("schema", "-o", str(tmp_path / "file" / "s.json")).exception
    assert isinstance(error, TenLiteError)
    assert f"cannot write {tmp_path / 'file' / 's.json'}: " in str(error)
    broken = BrokenAddon("acme", "acme-tts", "ImportError: no acme")
    monkeypatch.setattr(AddonRegistry, "all", lambda self: [broken])
    assert "left out the addon acme: ImportError: no acme" in run("schema").stderr


def test_models_list_tells_size_licence_and_whether_it_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEN_LITE_CACHE_DIR", str(tmp_path))
    models = {model["name"]: model for model in json.loads(run("models", "list", "--json").stdout)}
    assert models["moonshine-tiny-en"]["licence"] == "MIT"
    assert models["moonshine-tiny-en"]["present"] is False
    assert models["qwen2.5-coder-1.5b"]["download_bytes"] > 1e9
    assert run("models", "where").stdout.strip() == str(tmp_path / "weights")


def test_progress_is_one_line_when_stderr_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = Bar(pins.SILERO)
    for done in (0, 5_000_000, 11_000_000):
        bar.show(Progress("silero-vad", "wheel", done, 11_000_000))
    bar.close()
    assert capsys.readouterr().err == "fetching silero-vad (11.0 MB)\n"


def test_progress_on_a_terminal_tells_size_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [100.0]
    monkeypatch.setattr("ten_lite.cli.fetching.time.monotonic", lambda: now_s[0])
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bar = Bar(pins.SILERO)
    bar.show(Progress("silero-vad", "wheel", 0, 10_000_000))
    now_s[0] += 2
    bar.show(Progress("silero-vad", "wheel", 4_000_000, 10_000_000))
    bar.close()
    last = capsys.readouterr().err.split("\r")[-1]
    assert "4.0 MB of 10.0 MB" in last
    assert "2.0 MB/s" in last
    assert "3 s left" in last


def test_run_refuses_a_graph_that_no_client_can_reach(tmp_path: Path) -> None:
    file = tmp_path / "deaf.json"
    file.write_text('{"nodes": [{"name": "echo", "addon": "echo"}]}')
    error = str(run("run", str(file)).exception)
    assert 'no client can reach the graph "deaf"' in error
    assert "websocket_server" in error
