"""Server events: each of its own number, each as the SDK knows it."""

from __future__ import annotations

import base64
import json

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.wire.realtime.events import Events
from ten_lite.wire.realtime.refusal import Refusal

from .kit import checked


def test_no_id_is_given_twice_and_each_says_of_what_it_is() -> None:
    events = Events()
    ids = [events.new_id(kind) for kind in ("item", "resp", "event", "item")]
    assert ids == ["item_000001", "resp_000001", "event_000001", "item_000002"]


def test_an_event_has_its_type_its_number_and_its_fields() -> None:
    events = Events()
    event = checked(events.make("input_audio_buffer.cleared"))
    assert event == {"type": "input_audio_buffer.cleared", "event_id": "event_000001"}
    with pytest.raises(ProtocolError):
        events.make("input_audio_buffer.cleared", metadata=object())


def test_sound_written_by_hand_is_the_event_it_would_be() -> None:
    event = checked(Events().sound(b"\0\1\2", response_id="r", item_id="i", output_index=2))
    assert event == {
        "type": "response.output_audio.delta",
        "event_id": "event_000001",
        "response_id": "r",
        "item_id": "i",
        "output_index": 2,
        "content_index": 0,
        "delta": base64.b64encode(b"\0\1\2").decode(),
    }


def test_an_error_of_ours_blames_no_event_of_the_client() -> None:
    error = checked(Events().error("The voice failed.", code="voice_failed"))["error"]
    assert error["type"] == "server_error"
    assert error["code"] == "voice_failed"
    assert error["event_id"] is error["param"] is None
    assert json.loads(str(Events().error("x")))["error"]["code"] is None


def test_a_refusal_names_the_event_and_the_field_it_is_about() -> None:
    refusal = Refusal("No.", code="no", param="item.id")
    refusal.event_id = "e7"
    error = checked(Events().refusal(refusal))["error"]
    assert error == {
        "type": "invalid_request_error",
        "code": "no",
        "message": "No.",
        "param": "item.id",
        "event_id": "e7",
    }
