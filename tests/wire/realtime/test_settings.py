"""``session.created`` and ``session.update``: what a client can change, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from ten_lite.messages import SessionConfig

from .kit import Talk, only, types


def session_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    session: dict[str, Any] = only(events, "session.updated")["session"]
    return session


def test_a_session_begins_with_what_it_is() -> None:
    talk = Talk(has_begun=False, query={"model": "gpt-realtime"})
    (event,) = talk.events
    assert event["type"] == "session.created"
    session = event["session"]
    assert (session["type"], session["model"]) == ("realtime", "gpt-realtime")
    assert session["output_modalities"] == ["audio"]
    sound = session["audio"]
    assert sound["input"]["format"] == sound["output"]["format"]
    assert sound["input"]["format"] == {"type": "audio/pcm", "rate": 24_000}
    assert sound["input"]["turn_detection"]["type"] == "server_vad"


def test_a_session_without_a_model_has_a_name_all_the_same() -> None:
    assert Talk(has_begun=False).events[0]["session"]["model"] == "ten_lite"


def test_a_client_can_send_back_what_it_was_sent() -> None:
    talk = Talk(has_begun=False)
    session = talk.events[0]["session"]
    events = talk.send("session.update", session=session)
    assert types(events) == ["session.updated"]
    assert session_of(events) == session
    assert talk.graph_got() == []


def test_what_asks_for_nothing_else_is_no_error() -> None:
    events = Talk().update(
        instructions="",
        tool_choice="auto",
        max_output_tokens="inf",
        truncation="auto",
        tracing=None,
        include=None,
        audio={
            "input": {
                "noise_reduction": None,
                "turn_detection": {"type": "semantic_vad", "eagerness": "auto"},
                "transcription": {"model": "whisper-1", "prompt": ""},
            },
            "output": {"speed": 1.0},
        },
    )
    assert types(events) == ["session.updated"]
    sound = session_of(events)["audio"]["input"]
    assert sound["turn_detection"]["type"] == "semantic_vad"
    assert sound["transcription"]["model"] == "whisper-1"


def test_formats_modality_and_detection_are_the_clients() -> None:
    events = Talk().update(
        output_modalities=["text"],
        audio={
            "input": {"format": {"type": "audio/pcmu"}, "turn_detection": None},
            "output": {"format": {"type": "audio/pcma"}},
        },
    )
    session = session_of(events)
    assert session["output_modalities"] == ["text"]
    assert session["audio"]["input"]["format"] == {"type": "audio/pcmu"}
    assert session["audio"]["output"]["format"] == {"type": "audio/pcma"}
    assert session["audio"]["input"]["turn_detection"] is None


def test_language_and_voice_go_to_the_graph() -> None:
    talk = Talk()
    sound = {"input": {"transcription": {"language": "de"}}, "output": {"voice": "Katja"}}
    session = session_of(talk.update(audio=sound))
    assert talk.graph_got() == [SessionConfig("de", "Katja")]
    assert session["audio"]["input"]["transcription"]["language"] == "de"
    assert session["audio"]["output"]["voice"] == "Katja"
    talk.update(audio=sound)
    assert talk.graph_got() == []
    talk.update(audio={"output": {"voice": {"id": "Conrad"}}})
    assert talk.graph_got() == [SessionConfig("", "Conrad")]


@pytest.mark.parametrize(
    ("session", "param"),
    [
        ({"tool_choice": "required"}, "session.tool_choice"),
        ({"max_output_tokens": 9}, "session.max_output_tokens"),
        ({"model": "other"}, "session.model"),
        ({"tracing": "auto"}, "session.tracing"),
        ({"temperature": 0.8}, "session.temperature"),
        ({"audio": {"output": {"speed": 1.5}}}, "session.audio.output.speed"),
        ({"speed": 1.5}, "session.audio.output.speed"),
        ({"audio": {"new": 1}}, "session.audio.new"),
        (
            {"audio": {"input": {"noise_reduction": {"type": "near_field"}}}},
            "session.audio.input.noise_reduction",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "server_vad", "threshold": 0.5}}}},
            "session.audio.input.turn_detection.threshold",
        ),
        (
            {"audio": {"input": {"transcription": {"prompt": "names"}}}},
            "session.audio.input.transcription.prompt",
        ),
    ],
)
def test_what_only_the_graph_decides_is_told_and_the_rest_is_done(
    session: dict[str, Any], param: str
) -> None:
    talk = Talk()
    events = talk.send(
        "session.update", event_id="e3", session={**session, "output_modalities": ["text"]}
    )
    assert types(events) == ["error", "session.updated"]
    error = events[0]["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "unsupported_setting")
    assert (error["param"], error["event_id"]) == (param, "e3")
    assert param in error["message"]
    assert events[1]["session"]["output_modalities"] == ["text"]


@pytest.mark.parametrize(
    ("session", "param"),
    [
        ({"type": "transcription"}, "session.type"),
        ({"output_modalities": []}, "session.output_modalities"),
        ({"output_modalities": ["video"]}, "session.output_modalities"),
        ({"audio": 7}, "session.audio"),
        ({"audio": {"input": {"format": "pcm"}}}, "session.audio.input.format"),
        ({"audio": {"input": {"format": {"type": "x"}}}}, "session.audio.input.format.type"),
        (
            {"audio": {"output": {"format": {"type": "audio/pcm", "rate": 16_000}}}},
            "session.audio.output.format.rate",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "x"}}}},
            "session.audio.input.turn_detection.type",
        ),
        ({"audio": {"output": {"voice": 7}}}, "session.audio.output.voice"),
        ({"audio": {"output": {"voice": ""}}}, "session.audio.output.voice"),
        ({"instructions": 7}, "session.instructions"),
        ({"instructions": "a" * 16_001}, "session.instructions"),
        ({"tools": {}}, "session.tools"),
        ({"tools": [{"type": "mcp"}]}, "session.tools[0].type"),
        ({"tools": [{"type": "function", "name": "a b"}]}, "session.tools[0].name"),
    ],
)
def test_what_cannot_be_changes_nothing(session: dict[str, Any], param: str) -> None:
    talk = Talk()
    events = talk.update(**{"output_modalities": ["text"], **session})
    assert types(events) == ["error"]
    assert events[0]["error"]["param"] == param
    assert session_of(talk.update())["output_modalities"] == ["audio"]


def test_instructions_go_to_the_graph_once() -> None:
    talk = Talk()
    session = session_of(talk.update(instructions=" Be brief.\n"))
    assert session["instructions"] == "Be brief."
    assert talk.graph_got() == [SessionConfig(prompt="Be brief.")]
    talk.update(instructions="Be brief.", audio={"output": {"voice": "Katja"}})
    assert talk.graph_got() == [SessionConfig("", "Katja")]
    talk.update(instructions=None)
    assert talk.graph_got() == []


def test_instructions_of_the_most_characters_are_taken() -> None:
    talk = Talk()
    talk.update(instructions="a" * 16_000)
    assert talk.graph_got() == [SessionConfig(prompt="a" * 16_000)]


def test_the_prompt_of_the_graph_is_not_to_be_had_back() -> None:
    talk = Talk()
    talk.update(instructions="Be brief.")
    events = talk.update(instructions="")
    assert events[0]["error"]["param"] == "session.instructions"
    assert session_of(events)["instructions"] == "Be brief."


def test_a_language_that_is_none_is_refused() -> None:
    talk = Talk()
    events = talk.update(audio={"input": {"transcription": {"language": "no language"}}})
    assert types(events) == ["error"]
    assert talk.graph_got() == []


def test_the_names_of_the_beta_are_understood() -> None:
    talk = Talk()
    events = talk.send(
        "session.update",
        session={
            "modalities": ["text", "audio"],
            "input_audio_format": "g711_ulaw",
            "output_audio_format": "pcm16",
            "input_audio_transcription": {"model": "whisper-1", "language": "fr"},
            "turn_detection": None,
            "voice": "Denise",
        },
    )
    session = session_of(events)
    assert session["output_modalities"] == ["audio"]
    assert session["audio"]["input"]["format"] == {"type": "audio/pcmu"}
    assert session["audio"]["input"]["turn_detection"] is None
    assert talk.graph_got() == [SessionConfig("fr", "Denise")]
