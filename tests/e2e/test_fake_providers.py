"""A whole conversation through the real SDKs, without a key and without a network."""

from __future__ import annotations

import json
import signal
from array import array
from pathlib import Path

import pytest

from ten_lite.audio import read_wav
from tests.e2e.processes import running, ten_lite

pytestmark = pytest.mark.real_time

SPEECH = Path(__file__).parents[1] / "speech"
CLOUD = Path(__file__).parents[2] / "graphs" / "voice_assistant_cloud.json"
VARIABLES = (
    *("ANTHROPIC_API_KEY", "ASSEMBLYAI_API_KEY", "CARTESIA_API_KEY"),
    *("AZURE_SPEECH_KEY", "AZURE_SPEECH_REGION", "DEEPGRAM_API_KEY"),
    *("ELEVENLABS_API_KEY", "GOOGLE_CREDENTIALS", "OPENAI_API_KEY"),
)


@pytest.fixture(autouse=True)
def without_keys_and_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody is there


@pytest.mark.parametrize(
    ("graph", "question", "answer"),
    [
        ("cloud", "what is the weather like today", "You said: what is the weather like today."),
        ("azure", "what is the weather like today", "You said: what is the weather like today."),
        ("google", "what is the weather like today", "You said: what is the weather like today."),
        ("anthropic_de", "wie wird das Wetter heute", "Du sagtest: wie wird das Wetter heute."),
    ],
)
def test_speech_and_text_are_answered_in_tones(
    graph: str, question: str, answer: str, tmp_path: Path
):
    talk(f"voice_assistant_{graph}", question, answer, tmp_path)


def node(addon: str, **properties: str) -> dict[str, object]:
    key = addon.rpartition("_")[0].upper()
    return {"addon": addon, "property": {"api_key": f"${{env:{key}_API_KEY}}", **properties}}


@pytest.mark.parametrize(
    ("stt", "tts"),
    [
        (node("assemblyai_stt"), node("cartesia_tts", voice_id="one-of-ours")),
        (node("deepgram_stt", model="flux-general-en"), node("elevenlabs_tts")),
    ],
    ids=["assemblyai and cartesia", "flux"],
)
def test_a_graph_of_ones_own_is_answered_in_tones(
    stt: dict[str, object], tts: dict[str, object], tmp_path: Path
):
    graph = json.loads(CLOUD.read_text("utf-8"))
    nodes = {node["name"]: node for node in graph["nodes"]}
    nodes["stt"] |= stt
    nodes["tts"] |= tts
    (tmp_path / "graph.json").write_text(json.dumps(graph))
    question = "what is the weather like today"
    talk("graph.json", question, f"You said: {question}.", tmp_path)


def talk(graph: str, question: str, answer: str, tmp_path: Path) -> None:
    """Say something to the graph and write something, and hear the answers."""
    out = tmp_path / "answer.wav"
    with running(tmp_path, graph, "--fake-providers") as server:
        done = ten_lite(
            *("call", "--url", server.url, "--wav", str(SPEECH / "assistant_17.wav")),
            *("--text", "good bye", "--out", str(out), "--json"),
        )
        server.signal(signal.SIGTERM)
        code, said = server.wait()
    assert done.returncode == 0, done.stderr + said
    report = json.loads(done.stdout)
    assert report["errors"] == []
    spoken, typed = report["turns"]
    assert spoken["heard"].lower().rstrip(".") == question.lower()
    assert spoken["answer"].lower().startswith(answer.lower())
    assert typed["answer"].startswith("You said: good bye.")
    assert spoken["audio_s"] > 2
    assert max(array("h", read_wav(out).data)) > 5_000
    assert said.startswith("faked: stt (")
    assert code == 0
    assert "Traceback" not in said
