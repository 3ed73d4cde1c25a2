"""A client asks for another language and voice over the wire, in a graph of fakes."""

from __future__ import annotations

from array import array
from itertools import pairwise
from pathlib import Path

from ten_lite.addons.registry import AddonRegistry
from ten_lite.audio import Wav
from ten_lite.cli.caller import Caller, Turn
from ten_lite.config import load_graph
from ten_lite.runtime import App
from ten_lite_websocket_server.tests.kit import sound

FAKES = Path(__file__).parents[2] / "graphs" / "voice_assistant_fake.json"
HELLO = Wav(sound(200, 0) + sound(1000) + sound(500, 0), 16_000)


def pitch_hz(turn: Turn) -> float:
    samples = array("h", bytes(turn.sound))
    return sum(a < 0 <= b for a, b in pairwise(samples)) * 16_000 / len(samples)


async def test_a_client_changes_the_voice_that_answers_and_is_told_what_cannot_be():
    checked = load_graph(
        str(FAKES), registry=AddonRegistry(), overrides=["websocket_server.port=0"]
    )
    assert checked.graph is not None
    app = App(checked.graph)
    await app.start()
    try:
        url = app.urls["ws"]
        async with Caller(url, answer_timeout_s=60) as caller:
            await caller.hear_greeting()
            assert round(pitch_hz(await caller.say(HELLO)), -1) == 440
            await caller.change(voice="high", language="de-DE")
            assert round(pitch_hz(await caller.say(HELLO)), -1) == 880
            assert caller.errors == []
            await caller.change(voice="anna")
            turn = await caller.say(HELLO)
            assert round(pitch_hz(turn), -1) == 880
            assert turn.ended
            assert caller.errors == [
                '"tts" cannot change to voice "anna": must be "low", "middle" or "high"'
            ]
    finally:
        await app.stop()
