"""``examples/push_to_talk``: only the button decides when the user speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from ten_lite.audio import read_wav, write_wav

from .kit import ROOT, Graph, address, script, serving, with_fakes

SPEECH = ROOT / "tests/speech"
talk = script("push_to_talk/talk.py")


def faked(graph: Graph) -> None:
    """The recogniser of the fakes takes no events: its own end of speech is the graph's."""
    with_fakes(graph)
    for node in graph["nodes"]:
        if node["name"] == "stt":
            node["property"] = {"transcripts": ["one", "two"], "silence_ms": 1900}
        if node["name"] == "llm":
            node["property"] = {"replies": ["This is a long answer to {text}, is it not."]}


def with_pause(folder: Path, pause_ms: int) -> Path:
    """Something is said twice, with a pause for thought."""
    words = read_wav(SPEECH / "assistant_17.wav").data
    wav = folder / "with a pause.wav"
    write_wav(wav, words + bytes(32 * pause_ms) + words, 16_000)
    return wav


async def test_each_hold_of_the_button_is_a_turn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    async with serving("push_to_talk", tmp_path, faked) as app:
        wavs = [SPEECH / "assistant_17.wav", SPEECH / "assistant_04.wav"]
        radio = await talk.talk(address(app, "/v1/realtime"), wavs)
    assert radio.heard == ["one", "two"]
    assert radio.answers == [
        "Hold the button and talk.",
        "This is a long answer to one, is it not.",
        "This is a long answer to two, is it not.",
    ]
    # 200 ms a word: five of the greeting and ten of each answer
    assert len(radio.sound) / 48 == pytest.approx(25 * 200, abs=30)
    assert "you:   two\nagent: This is a long answer to two" in capsys.readouterr().out


async def test_a_pause_while_the_button_is_held_ends_nothing(tmp_path: Path):
    async with serving("push_to_talk", tmp_path, faked) as app:
        radio = await talk.talk(address(app, "/v1/realtime"), [with_pause(tmp_path, 1_000)])
    assert radio.heard == ["one"]


async def test_what_is_said_after_a_very_long_pause_belongs_to_the_same_turn(tmp_path: Path):
    async with serving("push_to_talk", tmp_path, faked) as app:
        radio = await talk.talk(address(app, "/v1/realtime"), [with_pause(tmp_path, 3_000)])
    assert radio.heard[-1] == "one two"
    assert radio.answers[-1] == "This is a long answer to one two, is it not."


async def test_the_button_cuts_an_answer_off_and_the_rest_is_not_heard(tmp_path: Path):
    async with serving("push_to_talk", tmp_path, faked) as app:
        wavs = [SPEECH / "assistant_17.wav", SPEECH / "assistant_04.wav"]
        radio = await talk.talk(address(app, "/v1/realtime"), wavs, cut_after_s=0.5)
        (session,) = app.sessions.values()
        said = session.nodes["main_control"].extension.state["talk"].history
        spoken = [m["content"] for m in said.messages() if m["role"] == "assistant"]
    assert radio.heard == ["one", "two"]
    # the greeting, half a second of the first answer; nobody cut the second one off but hung up
    assert len(radio.sound) / 48 == pytest.approx(5 * 200 + 500, abs=60)
    assert any(text.startswith("This is") and "is it not" not in text for text in spoken), spoken


async def test_what_the_server_refuses_is_told(tmp_path: Path):
    async with (
        serving("push_to_talk", tmp_path, faked) as app,
        talk.WalkieTalkie(address(app, "/v1/realtime")) as radio,
    ):
        await radio.hear_greeting()
        await radio.press()
        await radio.release()
        with pytest.raises(RuntimeError, match="buffer too small"):
            await radio.hear()
