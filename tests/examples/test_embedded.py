"""The examples with the embedded voices and real speech; what they say is transcribed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ten_lite.audio import Resampler, Wav
from ten_lite.cli.caller import Caller
from ten_lite.wire.g711 import MULAW

from .kit import ROOT, Graph, address, script, serving, speech

pytestmark = [
    pytest.mark.weights,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("embedded_weights"),
]

SPEECH = ROOT / "tests/speech"


def letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def with_replies(graph: Graph) -> None:
    """What is said can be known beforehand."""
    for node in graph["nodes"]:
        if node["name"] == "llm":
            node |= {"addon": "fake_llm", "property": {"replies": ["Because of the air."]}}


async def transcript_of(wavs: list[Wav], folder: Path) -> str:
    """What ``examples/transcribe`` writes of them."""

    def into_folder(graph: Graph) -> None:
        graph["nodes"][-1]["property"] = {"folder": str(folder / "out")}

    async with (
        serving("transcribe", folder, into_folder) as app,
        Caller(address(app, "/ws"), is_answered=False) as caller,
    ):
        for wav in wavs:
            await caller.say(wav)
    assert caller.errors == []
    (file,) = (folder / "out").glob("*.txt")
    return file.read_text("utf-8")


async def test_transcribe(tmp_path: Path):
    names = ("human_librivox_0880", "human_librivox_0930")
    first, second = (await transcript_of(list(map(speech, names)), tmp_path)).splitlines()
    assert letters(first) == "userhewasnotanilldisposedyoungman"
    assert letters(second) == "userhemightevenhavebeenmadeamiablehimself"
    (subtitles,) = (tmp_path / "out").glob("*.srt")
    times = re.findall(r"00:00:(\d\d),\d\d\d", subtitles.read_text("utf-8"))
    assert len(times) == 4
    assert times == sorted(times)


async def test_push_to_talk(tmp_path: Path):
    talk = script("push_to_talk/talk.py")
    async with serving("push_to_talk", tmp_path, with_replies) as app:
        radio = await talk.talk(address(app, "/v1/realtime"), [SPEECH / "assistant_17.wav"])
    assert list(map(letters, radio.heard)) == ["whyistheskyblue"]
    resampler = Resampler(24_000, 16_000)
    said = resampler.feed(bytes(radio.sound)) + resampler.flush()
    heard = await transcript_of([Wav(said + bytes(32_000), 16_000)], tmp_path)
    assert "holdthebuttonandtalk" in letters(heard)
    assert "becauseoftheair" in letters(heard)


async def test_telephone(tmp_path: Path):
    dial = script("telephone/dial.py")
    async with serving("telephone", tmp_path, with_replies) as app:
        call = await dial.dial(address(app, "/twilio"), [SPEECH / "assistant_17.wav"])
    resampler = Resampler(8_000, 16_000)
    said = resampler.feed(MULAW.decode(bytes(call.heard))) + resampler.flush()
    heard = await transcript_of([Wav(said, 16_000)], tmp_path)
    assert "howcanihelpyou" in letters(heard)
    assert "causeoftheair" in letters(heard)
