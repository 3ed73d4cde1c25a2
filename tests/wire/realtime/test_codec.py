"""Events in and out of the codec."""

from __future__ import annotations

import json

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import Interrupt, Message, TextData
from ten_lite.wire.codec import NotDone, Opening
from ten_lite.wire.realtime import RealtimeCodec

from .kit import FRAME, Talk, begins, checked, ends, flush, joined, says, types


def test_what_is_said_before_the_client_is_told_as_the_client_then_wants_it() -> None:
    talk = Talk(has_begun=False)
    assert talk.hear(says("Hello!", 0, is_final=True), begins(0), FRAME, ends(0)) == []
    events = talk.update(output_modalities=["text"])
    assert types(events)[:2] == ["session.updated", "response.created"]
    assert joined(events, "response.output_text.delta") == "Hello!"


@pytest.mark.parametrize(
    "wire", ["", "[]", "{}", '{"type":7}', '{"type":"x"}', b"\0\0", '{"type":"session.update"}']
)
def test_what_is_no_event_is_refused(wire: str | bytes) -> None:
    codec = RealtimeCodec(Opening(session_id="s1"))
    with pytest.raises(ProtocolError) as caught:
        list(codec.decode(wire))
    (refusal,) = codec.refuse(caught.value)
    assert checked(refusal)["error"]["type"] == "invalid_request_error"


def test_a_refusal_names_the_event_even_where_its_fields_are_wrong() -> None:
    (event,) = Talk().send("input_audio_buffer.append", event_id="e9", audio="no base64")
    assert event["error"]["event_id"] == "e9"


def test_a_refusal_shows_names_of_the_client_as_a_log_can_show_them() -> None:
    codec = RealtimeCodec(Opening(session_id="s1"))
    with pytest.raises(ProtocolError) as caught:
        codec.decode(json.dumps({"type": "response.create", "response": {"\x1b[31m\u202e": 5}}))
    assert "'response.\\x1b[31m\\u202e' cannot be set" in str(caught.value)


def test_messages_that_the_protocol_does_not_carry_are_left_out() -> None:
    assert Talk().hear(Message()) == []


def test_what_is_refused_elsewhere_becomes_an_error_too() -> None:
    codec = RealtimeCodec(Opening(session_id="s1"))
    (wire,) = codec.refuse(ProtocolError("too much"))
    assert json.loads(wire)["error"]["message"] == "too much"


def test_sound_of_a_greeting_that_was_interrupted_before_the_client_began_is_not_told() -> None:
    talk = Talk(has_begun=False)
    talk.hear(says("Hello!", 0), begins(0), FRAME, flush(0))
    assert "response.output_audio.delta" not in types(talk.update())


def test_what_the_graph_does_not_do_fails_the_response_that_was_asked_for() -> None:
    talk = Talk()
    talk.type_text("hi")
    wires = talk.codec.refuse(NotDone("No.", code="no_text", message=TextData("hi")))
    told = [checked(wire) for wire in wires]
    assert types(told) == ["error", "response.done"]
    assert told[0]["error"]["code"] == "no_text"
    assert told[1]["response"]["status"] == "failed"


def test_what_the_graph_does_not_do_of_itself_fails_no_response() -> None:
    talk = Talk()
    talk.type_text("hi")
    wires = talk.codec.refuse(NotDone("No.", code="no_interrupt", message=Interrupt()))
    assert types([checked(wire) for wire in wires]) == ["error"]
