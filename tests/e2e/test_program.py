"""The program as a user meets it: processes, exit codes, words."""

from __future__ import annotations

import json
import os
import signal
import socket
import urllib.request
from array import array
from itertools import pairwise
from pathlib import Path

import pytest
from websockets.sync.client import connect

from ten_lite.audio import read_wav
from ten_lite.cli import VERBS
from tests.e2e.processes import running, ten_lite

pytestmark = pytest.mark.real_time

SPEECH = Path(__file__).parents[1] / "speech"


def test_the_ready_file_names_the_addresses_and_the_process(tmp_path: Path) -> None:
    with running(tmp_path, "voice_assistant_fake") as server:
        assert server.pid == server.process.pid
        assert server.url.startswith("ws://127.0.0.1:")
        with urllib.request.urlopen(f"{server.http}healthz", timeout=10) as answer:
            assert json.load(answer) == {"status": "ok", "sessions": 0}
        server.signal(signal.SIGTERM)
        assert server.wait()[0] == 0
        assert not (tmp_path / "ready.json").exists()


def test_a_call_answers_speech_and_text_and_writes_the_sound(tmp_path: Path) -> None:
    out = tmp_path / "answer.wav"
    with running(tmp_path, "voice_assistant_fake") as server:
        done = ten_lite(
            *("call", "--url", server.url, "--wav", str(SPEECH / "assistant_00.wav")),
            *("--text", "good bye", "--out", str(out), "--json"),
        )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["errors"] == []
    spoken, typed = report["turns"]
    assert spoken["heard"] == "what is the weather like in Paris today"
    assert spoken["answer"].startswith("You said: what is the weather like in Paris today.")
    assert 300 <= spoken["transcript_ms"] <= spoken["first_audio_ms"]
    assert typed["heard"] == "good bye"
    assert spoken["audio_s"] == pytest.approx(0.2 * len(spoken["answer"].split()))
    assert out.stat().st_size > 32_000 * (spoken["audio_s"] + typed["audio_s"])


def test_a_call_prints_what_the_server_and_its_nodes_measured(tmp_path: Path):
    with running(tmp_path, "voice_assistant_fake") as server:
        done = ten_lite("call", "--url", server.url, "--text", "good bye")
    assert done.returncode == 0, done.stderr
    lines = [line.strip().partition(": ") for line in done.stdout.splitlines()]
    assert [name for name, _, _ in lines] == ["you", "agent", "ms", "server", "llm", "tts"]
    figures = {name: text for name, _, text in lines}
    assert "requests 1; characters 43" in figures["server"]
    assert figures["llm"].startswith("fake_llm: first_token_ms ")
    assert figures["tts"].startswith("fake_tts: first_sound_ms ")


def test_a_call_in_another_language_is_answered_by_the_voice_that_is_asked_for(tmp_path: Path):
    out = tmp_path / "answer.wav"
    with running(tmp_path, "voice_assistant_fake") as server:
        done = ten_lite(
            *("call", "--url", server.url, "--text", "hallo", "--out", str(out), "--json"),
            *("--language", "de-DE", "--voice", "low"),
        )
    assert done.returncode == 0, done.stderr
    samples = array("h", read_wav(out).data)
    pitch_hz = sum(a < 0 <= b for a, b in pairwise(samples)) * 16_000 / len(samples)
    assert pitch_hz == pytest.approx(220, abs=3)


def test_the_first_signal_lets_the_running_turn_end(tmp_path: Path) -> None:
    with (
        running(tmp_path, "voice_assistant_fake") as server,
        connect(server.url) as client,
    ):
        client.send(json.dumps({"type": "data", "name": "text_data", "data": {"text": "one two"}}))
        while '"audio"' not in client.recv(10):
            pass
        server.signal(signal.SIGTERM)
        ends = [message for message in client if "tts_audio_end" in message]
        assert '"reason":"end"' in ends[0].replace(" ", "")
        assert client.close_code == 1001
        assert server.wait()[0] == 0


def test_the_second_signal_ends_at_once(tmp_path: Path) -> None:
    with (
        running(tmp_path, "voice_assistant_fake", "--set", "tts.word_ms=5000") as server,
        connect(server.url) as client,
    ):
        client.send(json.dumps({"type": "data", "name": "text_data", "data": {"text": "one two"}}))
        while '"audio"' not in client.recv(10):
            pass
        server.signal(signal.SIGINT)
        while "letting running turns end" not in server.process.stderr.readline():
            pass
        server.signal(signal.SIGINT)
        assert server.wait()[0] == 130


def test_stop_after_ends_by_itself(tmp_path: Path) -> None:
    with running(tmp_path, "echo", "--stop-after", "0.1") as server:
        assert server.wait()[0] == 0


def test_a_port_in_use_is_one_line_with_the_port_and_the_cure(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = ten_lite("run", "echo", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert f"port {port}" in line
    assert "--port" in line


def test_a_bad_graph_file_exits_with_2_and_tells_place_and_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(
        '{"nodes": [\n  {"type": "extension", "name": "echo", "addon": "ecko"}\n],\n'
        '"connections": []}'
    )
    done = ten_lite("run", "bad.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "bad.json:2:" in done.stderr
    assert "ecko" in done.stderr
    assert 'did you mean "echo"' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_help(verb: str) -> None:
    done = ten_lite(verb, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage:")


def test_an_unknown_verb_names_the_nearest() -> None:
    done = ten_lite("rum")
    assert done.returncode == 2
    assert 'Did you mean "run"?' in done.stderr


def test_offline_without_weights_names_the_cure(tmp_path: Path) -> None:
    os.environ["TEN_LITE_CACHE_DIR"] = str(tmp_path / "empty")
    try:
        done = ten_lite("run", "voice_assistant", "--offline", "--port", "0", cwd=tmp_path)
    finally:
        del os.environ["TEN_LITE_CACHE_DIR"]
    assert done.returncode == 1
    assert "ten-lite models pull silero-vad" in done.stderr
    assert "Traceback" not in done.stderr


def test_listings_are_json_on_stdout() -> None:
    graphs = {graph["name"] for graph in json.loads(ten_lite("graphs", "list", "--json").stdout)}
    assert {"voice_assistant", "voice_assistant_fake", "echo"} <= graphs
    addons = json.loads(ten_lite("addons", "list", "--json").stdout)
    assert [addon["broken"] for addon in addons] == [None] * len(addons)
    inspected = json.loads(ten_lite("addons", "inspect", "local_llm", "--json").stdout)
    assert inspected["node"]["property"]["model"] == "smollm2-135m"
    models = json.loads(ten_lite("models", "list", "--json").stdout)
    assert "moonshine-tiny-en" in {model["name"] for model in models}
