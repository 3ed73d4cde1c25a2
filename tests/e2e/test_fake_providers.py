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
VARIABLES = (
    *("ANTHROPIC_API_KEY", "AZURE_SPEECH_KEY", "AZURE_SPEECH_REGION", "DEEPGRAM_API_KEY"),
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
    out = tmp_path / "answer.wav"
    with running(tmp_path, f"voice_assistant_{graph}", "--fake-providers") as server:
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
    assert spoken["heard"] == question
    assert spoken["answer"].startswith(answer)
    assert typed["answer"].startswith("You said: good bye.")
    assert spoken["audio_s"] > 2
    assert max(array("h", read_wav(out).data)) > 5_000
    assert said.startswith("faked: stt (")
    assert code == 0
    assert "Traceback" not in said
