"""``examples/telephone``: an assistant at the other end of a line of 8 kHz."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from ten_lite.audio import read_wav
from ten_lite.wire.g711 import MULAW

from .kit import ROOT, Graph, address, script, serving, with_fakes

SPEECH = ROOT / "tests/speech"
dial = script("telephone/dial.py")


def faked(graph: Graph) -> None:
    with_fakes(graph)
    for node in graph["nodes"]:
        if node["name"] == "llm":
            node["property"] = {"replies": ["You said {text}.", "Goodbye."]}


def loud_ms(call: object) -> int:
    """How long the caller heard something."""
    pcm = memoryview(MULAW.decode(bytes(call.heard))).cast("h")  # type: ignore[attr-defined]
    pieces = (pcm[start : start + 160] for start in range(0, len(pcm), 160))
    return 20 * sum(max(map(abs, piece)) > 500 for piece in pieces)


async def test_the_caller_is_greeted_heard_and_answered_over_mu_law(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    async with serving("telephone", tmp_path, faked) as app:
        wavs = [SPEECH / "assistant_17.wav", SPEECH / "assistant_04.wav"]
        call = await dial.dial(address(app, "/twilio"), wavs)
    # 200 ms a word: 13 of the greeting, "You said hello there.", "Goodbye."
    assert loud_ms(call) == pytest.approx((13 + 4 + 1) * 200, abs=120)
    assert "caller says assistant_04.wav" in capsys.readouterr().out


async def test_the_pitch_of_the_voice_is_right_at_8_khz(tmp_path: Path):
    async with serving("telephone", tmp_path, faked) as app:
        call = await dial.dial(address(app, "/twilio"), [])
    pcm = memoryview(MULAW.decode(bytes(call.heard))).cast("h").tolist()
    loud = [sample for sample in pcm if abs(sample) > 50]
    turns = sum((a < 0) != (b < 0) for a, b in itertools.pairwise(loud))
    assert turns / 2 / (len(loud) / 8_000) == pytest.approx(440, rel=0.05)


async def test_a_caller_who_speaks_over_the_answer_has_the_rest_thrown_away(tmp_path: Path):
    def long_answers(graph: Graph) -> None:
        faked(graph)
        for node in graph["nodes"]:
            if node["name"] == "llm":
                node["property"] = {"replies": ["word " * 40, "Goodbye."]}

    wavs = [SPEECH / "assistant_17.wav", SPEECH / "assistant_04.wav"]
    async with serving("telephone", tmp_path, long_answers) as app:
        call = await dial.dial(address(app, "/twilio"), wavs, talk_over_after_ms=1_000)
    assert call.cleared == 1
    # the greeting, a second, and the answer until the words over it are known; "Goodbye."
    speech_ms = len(read_wav(wavs[1]).data) / 32
    assert loud_ms(call) == pytest.approx(2_600 + 1_000 + speech_ms + 200, abs=300)


async def test_a_key_is_what_the_user_types(tmp_path: Path):
    async with (
        serving("telephone", tmp_path, faked) as app,
        dial.Call(address(app, "/twilio")) as call,
    ):
        await call.listen(begins_within_ms=1_500)
        before = loud_ms(call)
        await call.press("7")
        await call.listen(begins_within_ms=1_500)
    assert loud_ms(call) - before == pytest.approx(3 * 200, abs=60)


async def test_a_server_that_hangs_up_is_told(tmp_path: Path):
    def with_token(graph: Graph) -> None:
        faked(graph)
        graph["nodes"][0]["property"]["token"] = "open sesame, the long way"

    async with serving("telephone", tmp_path, with_token) as app:
        with pytest.raises(ConnectionError, match="hung up"):
            await dial.dial(address(app, "/twilio"), [SPEECH / "assistant_17.wav"])
