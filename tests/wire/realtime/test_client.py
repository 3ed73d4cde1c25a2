"""What a client gives the graph by itself: text, and sound whose end it decides."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ten_lite.messages import (
    EndOfSpeech,
    PcmFrame,
    SessionConfig,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolRegister,
    ToolResult,
)
from ten_lite.wire.codec import ToolDone

from .kit import SPEECH, Talk, begins, only, says, types, user

COMPLETED = "conversation.item.input_audio_transcription.completed"


def typed(text: str, **item: Any) -> dict[str, Any]:
    part = {"type": "input_text", "text": text}
    return {"item": {"type": "message", "role": "user", "content": [part], **item}}


def manual() -> Talk:
    talk = Talk()
    talk.update(audio={"input": {"turn_detection": None}})
    return talk


def test_text_goes_to_the_graph_when_a_response_is_asked_for() -> None:
    talk = Talk()
    events = talk.send("conversation.item.create", **typed("hi"))
    assert types(events) == ["conversation.item.added", "conversation.item.done"]
    assert events[0]["item"]["content"] == [{"type": "input_text", "text": "hi"}]
    assert talk.graph_got() == []
    assert types(talk.send("response.create")) == ["response.created"]
    assert talk.graph_got() == [TextData("hi")]


def test_texts_in_a_row_are_one_for_the_graph() -> None:
    talk = Talk()
    for text in ("hi", "who are you?"):
        talk.send("conversation.item.create", **typed(text))
    talk.send("response.create")
    assert talk.graph_got() == [TextData("hi\nwho are you?")]


def test_sound_waits_for_the_commit_and_the_response_and_ends_in_silence() -> None:
    talk = manual()
    for _ in range(25):
        talk.send("input_audio_buffer.append", audio=SPEECH)
    events = talk.send("input_audio_buffer.commit")
    assert types(events) == [
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
    ]
    assert talk.graph_got() == []
    talk.send("response.create")
    got = talk.graph_got()
    assert all(isinstance(frame, PcmFrame) for frame in got)
    assert sum(frame.duration_ms for frame in got) == pytest.approx(2_500, abs=0.1)
    transcript = only(talk.hear(user("hi")), COMPLETED)
    assert transcript["item_id"] == events[0]["item_id"]
    assert transcript["usage"]["seconds"] == 0.5


def test_the_graph_says_nothing_of_speech_to_a_client_that_commits() -> None:
    assert manual().hear(StartOfSpeech(0), EndOfSpeech(20)) == []


def test_a_second_transcript_of_committed_sound_goes_on_with_the_first() -> None:
    talk = manual()
    for _ in range(9):
        talk.send("input_audio_buffer.append", audio=SPEECH)
    talk.send("input_audio_buffer.commit")
    talk.send("response.create")
    talk.hear(user("hi"))
    assert only(talk.hear(user("there", 2)), COMPLETED)["transcript"] == "hi there"


def test_less_than_a_tenth_of_a_second_is_not_committed() -> None:
    talk = manual()
    talk.send("input_audio_buffer.append", audio=SPEECH)
    (event,) = talk.send("input_audio_buffer.commit")
    assert event["error"]["code"] == "input_audio_buffer_commit_empty"


def test_cleared_sound_is_gone() -> None:
    talk = manual()
    for _ in range(9):
        talk.send("input_audio_buffer.append", audio=SPEECH)
    assert types(talk.send("input_audio_buffer.clear")) == ["input_audio_buffer.cleared"]
    assert types(talk.send("input_audio_buffer.commit")) == ["error"]


def test_five_minutes_are_kept_at_most() -> None:
    talk = manual()
    minute = base64.b64encode(bytes(60 * 48_000)).decode()
    for _ in range(5):
        assert talk.send("input_audio_buffer.append", audio=minute) == []
    (event,) = talk.send("input_audio_buffer.append", audio=SPEECH)
    assert event["error"]["code"] == "input_audio_buffer_full"


def test_sound_that_was_kept_goes_to_the_graph_when_the_graph_is_to_decide() -> None:
    talk = manual()
    for _ in range(9):
        talk.send("input_audio_buffer.append", audio=SPEECH)
    talk.update(audio={"input": {"turn_detection": {"type": "semantic_vad"}}})
    assert sum(frame.duration_ms for frame in talk.graph_got()) == pytest.approx(180, abs=0.1)


def test_a_graph_that_decides_is_not_told_when_the_user_is_done() -> None:
    talk = Talk()
    (event,) = talk.send("input_audio_buffer.commit")
    assert event["error"]["code"] == "input_audio_buffer_commit_not_allowed"
    assert types(talk.send("input_audio_buffer.clear")) == ["input_audio_buffer.cleared"]
    talk.hear(StartOfSpeech(0))
    assert types(talk.send("input_audio_buffer.clear")) == ["error"]


def test_sound_can_be_an_item() -> None:
    talk = Talk()
    part = {"type": "input_audio", "audio": base64.b64encode(bytes(9_600)).decode()}
    item = {"type": "message", "role": "user", "content": [part], "id": "mine"}
    talk.send("conversation.item.create", item=item)
    talk.send("response.create")
    assert sum(frame.duration_ms for frame in talk.graph_got()) == pytest.approx(2_200, abs=0.1)
    assert only(talk.hear(user("hi")), COMPLETED)["item_id"] == "mine"


def test_an_item_can_be_taken_back_until_a_response_is_asked_for() -> None:
    talk = Talk()
    talk.send("conversation.item.create", **typed("hi", id="a"))
    talk.send("conversation.item.create", **typed("ho", id="b"))
    assert types(talk.send("conversation.item.delete", item_id="a")) == [
        "conversation.item.deleted"
    ]
    talk.send("response.create")
    assert talk.graph_got() == [TextData("ho")]
    (event,) = talk.send("conversation.item.delete", item_id="b")
    assert event["error"]["code"] == "item_delete_not_allowed"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (typed("x", role="system"), "unsupported_item"),
        (typed("x", role="assistant"), "unsupported_item"),
        (typed("x", type="function_call"), "unsupported_item"),
        (typed(" "), "invalid_value"),
        (typed("x" * 8_001), "invalid_value"),
        (typed("x", id="i" * 33), "invalid_type"),
        (typed("x", content=[{"type": "input_image"}]), "unsupported_item"),
        (typed("x") | {"previous_item_id": "root"}, "unsupported_parameter"),
        ({}, "missing_required_parameter"),
    ],
)
def test_an_item_that_no_graph_can_be_given_is_refused(fields: dict[str, Any], code: str) -> None:
    talk = Talk()
    (event,) = talk.send("conversation.item.create", event_id="e7", **fields)
    assert event["error"]["code"] == code
    assert event["error"]["event_id"] == "e7"
    assert types(talk.send("response.create")) == ["error"]


def test_an_id_is_taken_once() -> None:
    talk = Talk()
    talk.send("conversation.item.create", **typed("x", id="a"))
    (event,) = talk.send("conversation.item.create", **typed("x", id="a"))
    assert event["error"]["code"] == "item_create_duplicate_id"


def test_nothing_to_answer_and_an_active_response_are_errors() -> None:
    talk = Talk()
    (event,) = talk.send("response.create")
    assert event["error"]["code"] == "nothing_to_answer"
    talk.hear(says("It is"), begins())
    (event,) = talk.send("response.create")
    assert event["error"]["code"] == "conversation_already_has_active_response"


def test_a_response_that_waits_in_vain_gives_way_to_the_next() -> None:
    talk = Talk()
    talk.type_text("hi")
    events = talk.type_text("anybody?")
    assert types(events)[-2:] == ["response.done", "response.created"]
    assert events[-2]["response"]["status"] == "cancelled"


@pytest.mark.parametrize(
    "response",
    [{"instructions": "be nice"}, {"conversation": "none"}, {"input": []}, {"tool_choice": "none"}],
)
def test_a_response_that_no_graph_can_give_is_not_given(response: dict[str, Any]) -> None:
    talk = Talk()
    talk.send("conversation.item.create", **typed("hi"))
    (event,) = talk.send("response.create", response=response)
    assert event["error"]["code"] == "unsupported_parameter"
    assert event["error"]["param"] == f"response.{next(iter(response))}"
    assert talk.graph_got() == []


def test_a_setting_that_only_the_graph_decides_is_told_and_the_rest_is_done() -> None:
    talk = Talk()
    events = talk.send(
        "session.update",
        event_id="e1",
        session={"type": "realtime", "temperature": 0.5, "audio": {"output": {"voice": "Anna"}}},
    )
    assert types(events) == ["error", "session.updated"]
    assert events[0]["error"]["event_id"] == "e1"
    assert talk.graph_got() == [SessionConfig("", "Anna")]


def test_formats_tools_and_modality_hold_from_the_update_on() -> None:
    talk = Talk(rate=8_000)
    tool = {"type": "function", "name": "light"}
    formats = {"input": {"format": {"type": "audio/pcmu"}}}
    talk.update(audio=formats, tools=[tool], output_modalities=["text"])
    (offer,) = talk.graph_got()
    assert isinstance(offer, ToolRegister)
    talk.send("input_audio_buffer.append", audio=base64.b64encode(b"\xff" * 800).decode())
    assert talk.graph_got() == [PcmFrame(bytes(1_600), 8_000)]
    (created,) = talk.type_text("hi")[-1:]
    assert created["response"]["output_modalities"] == ["text"]


def test_sound_that_is_shorter_than_a_sample_is_kept_for_the_next() -> None:
    talk = Talk()
    assert talk.send("input_audio_buffer.append", audio="") == []
    assert talk.graph_got() == []


def test_the_result_of_a_tool_goes_to_the_graph_and_no_second_answer_is_asked_for() -> None:
    talk = Talk()
    talk.hear(ToolCall("c1", "light", {}))
    output = {"type": "function_call_output", "call_id": "c1", "output": "on"}
    talk.send("conversation.item.create", item=output)
    assert talk.graph_got() == [ToolDone("c1", ToolResult("on"))]
    assert types(talk.send("response.create")) == ["response.created"]
    assert talk.graph_got() == []


@pytest.mark.parametrize("kind", ["session.upgrade", "response.delete", ""])
def test_an_event_that_is_none_is_told_with_those_there_are(kind: str) -> None:
    (event,) = Talk().send(kind)
    assert "Supported: session.update, " in event["error"]["message"]


def test_an_item_that_is_not_there_is_not_found() -> None:
    (event,) = Talk().send("conversation.item.retrieve", item_id="i9")
    assert event["error"]["code"] == "item_not_found"
