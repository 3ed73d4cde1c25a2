"""``examples/echo``: who speaks hears himself, and the meter shows how loud he is."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.cli.caller import Caller
from ten_lite.messages import PcmFrame, TextData, TtsAudioEnd, TtsAudioStart
from ten_lite.testing import Harness

from .kit import EXAMPLES, address, serving, speech

ADDONS = AddonRegistry().beside(EXAMPLES / "echo")
SILENCE = bytes(640)


def tone(amplitude: int) -> bytes:
    """20 ms of 400 Hz."""
    samples = (round(amplitude * math.sin(2 * math.pi * n / 40)) for n in range(320))
    return b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)


async def test_what_is_said_comes_back_and_the_meter_moves(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    said = speech("assistant_17")
    async with serving("echo", tmp_path) as app, Caller(address(app, "/ws")) as caller:
        turn = await caller.say(said)
    assert caller.errors == []
    loudest = said.data[16_000:48_000]
    assert loudest in turn.sound
    bars = capfd.readouterr().err.splitlines()
    assert bars[-1] == f"[{' ' * 40}]   -96 dBFS"
    assert any(bar.startswith("[" + 15 * "#") for bar in bars)


async def test_an_utterance_comes_back_as_an_answer_with_its_beginning_and_end():
    async with Harness(ADDONS.get("say_back"), {"silence_ms": 100}) as addon:
        quiet, loud = PcmFrame(SILENCE), PcmFrame(tone(5_000))
        for frame in (*[quiet] * 20, loud, loud, *[quiet] * 10):
            addon.push(frame)
        begin, *frames, end = addon.received
        assert isinstance(begin, TtsAudioStart)
        assert frames == [*[quiet] * 10, loud, loud, *[quiet] * 5]
        assert end == TtsAudioEnd(begin.request_id, 17 * 20)
        addon.push(loud)
        again = addon.received[-2 - 5]
        assert isinstance(again, TtsAudioStart)
        assert again.request_id != begin.request_id


@pytest.mark.parametrize(
    ("amplitude", "shown", "rms_dbfs"),
    [
        (0, "[" + 40 * " " + "]   -96 dBFS", -96.0),
        (3_277, "[" + 25 * "#" + " |" + 13 * " " + "]   -23 dBFS", -23.0),
        (32_767, "[" + 38 * "#" + " |" + "]    -3 dBFS", -3.0),
    ],
)
async def test_the_meter_passes_sound_on_and_tells_its_level(
    amplitude: int, shown: str, rms_dbfs: float, capfd: pytest.CaptureFixture[str]
):
    frame = PcmFrame(tone(amplitude))
    async with Harness(ADDONS.get("level_meter"), {"every_ms": 40}) as addon:
        addon.push(frame)
        addon.push(frame)
        told = await addon.pull(TextData)
        assert addon.received == [frame, frame]
    assert capfd.readouterr().err == shown + "\n"
    assert (told.data_type, told.is_final) == ("raw", False)
    level = json.loads(told.text)
    assert level["type"] == "level"
    assert level["data"]["rms_dbfs"] == rms_dbfs
