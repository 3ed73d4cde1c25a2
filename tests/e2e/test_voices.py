"""The embedded voices, with real speech, through the real program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.e2e.processes import running, ten_lite

pytestmark = [
    pytest.mark.real_time,
    pytest.mark.weights,
    pytest.mark.timeout(900),
    pytest.mark.usefixtures("embedded_weights"),
]

SPEECH = Path(__file__).parents[1] / "speech"
SAID = {
    "assistant_00": "what is the weather like in paris today",
    "assistant_01": "set a timer for ten minutes",
    "assistant_04": "how far is the moon from the earth",
    "assistant_10": "who wrote the play romeo and juliet",
    "assistant_17": "why is the sky blue",
    "assistant_19": "thank you that was very helpful goodbye",
    "human_librivox_0880": "he was not an ill disposed young man",
    "human_librivox_0930": "he might even have been made amiable himself",
}


def letters(text: str) -> str:
    """For comparison: how words are joined and figures written does not matter."""
    return re.sub(r"[^a-z]", "", text.lower().replace("10", "ten"))


def test_real_speech_is_understood_and_answered_in_speech(tmp_path: Path) -> None:
    out = tmp_path / "answers.wav"
    wavs = [part for name in SAID for part in ("--wav", str(SPEECH / f"{name}.wav"))]
    with running(tmp_path, "voice_assistant") as server:
        done = ten_lite(
            *("call", "--url", server.url, *wavs, "--out", str(out), "--json"), timeout_s=800
        )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["errors"] == []
    heard = [letters(turn["heard"]) for turn in report["turns"]]
    assert heard == [letters(text) for text in SAID.values()]
    for turn in report["turns"]:
        assert turn["transcript_ms"] <= turn["first_text_ms"] <= turn["first_audio_ms"]
        assert turn["audio_s"] > 0.3
        assert letters(turn["answer"])
