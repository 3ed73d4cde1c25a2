"""One client's session: what its two ends share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ten_lite.messages import ToolCall
from ten_lite.wire.codec import Opening
from ten_lite.wire.realtime.session import Session

from .kit import checked


def session(*query: tuple[str, str]) -> Session:
    return Session(Opening(session_id="s1", sample_rate_hz=8_000, query=query))


@pytest.mark.parametrize(
    ("query", "model"),
    [((("model", ""), ("model", "demo")), "demo"), ((), None), ((("x", "y"),), None)],
)
def test_the_graph_is_called_as_the_client_calls_it(query: Any, model: str | None) -> None:
    named = session(*query).as_json()["model"]
    assert named == model if model else named


def test_a_session_is_told_with_its_id() -> None:
    event = checked(session().reply("session.created", session=session().as_json()).wire)
    assert event["session"]["id"].endswith("s1")


def test_responses_are_told_in_the_format_and_voice_that_are_set_now() -> None:
    one = session()
    one.settings = replace(one.settings, voice="Anna")
    wires = one.answering.call(ToolCall("c", "light", {}))
    (created,) = [e for e in map(checked, wires) if e["type"] == "response.created"]
    assert created["response"]["conversation_id"] == "conv_s1"
    assert created["response"]["audio"]["output"] == {
        "format": {"type": "audio/pcm", "rate": 24_000},
        "voice": "Anna",
    }


def test_sound_is_made_for_the_rate_of_the_graph() -> None:
    one = session()
    one.sound.keep("AAAA" * 1_600)  # 100 ms at 24 kHz
    assert len(one.sound.take()) == 1_600
