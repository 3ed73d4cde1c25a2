"""The events of one response."""

from __future__ import annotations

from typing import Any

from ten_lite.messages import ToolCall
from ten_lite.wire.codec import Wire
from ten_lite.wire.realtime.asked import Asked
from ten_lite.wire.realtime.conversation import MAX_ITEMS, Conversation
from ten_lite.wire.realtime.events import Events
from ten_lite.wire.realtime.response import Response

from .kit import Event, checked, joined, only, types


class One:
    """A response, and what was told of it."""

    def __init__(self, modality: Any = "audio", **asked: Any) -> None:
        self.events = Events()
        self.conversation = Conversation(self.events)
        about = {"conversation_id": "conv_s1", "max_output_tokens": "inf"}
        asked = Asked(modality, **asked)  # type: ignore[assignment]
        self.response = Response(self.events, self.conversation, about, asked)  # type: ignore[arg-type]

    def play(self, ms: float, from_ms: float = 0.0) -> list[Event]:
        return told(self.response.play(bytes(4), ms, request_id="r1", from_ms=from_ms))


def told(wires: list[Wire]) -> list[Event]:
    return [checked(wire) for wire in wires]


def test_it_begins_as_it_was_asked_for() -> None:
    one = One("text", metadata={"n": "1"})
    created = checked(one.response.created())["response"]
    assert (created["status"], created["output"], created["usage"]) == ("in_progress", [], None)
    assert created["id"] == one.response.id
    assert created["conversation_id"] == "conv_s1"
    assert created["output_modalities"] == ["text"]
    assert created["metadata"] == {"n": "1"}


def test_its_message_begins_with_the_first_word_and_is_told_whole_at_the_end() -> None:
    response = One().response
    assert response.is_empty
    first = told(response.say("Hi"))
    assert types(first) == [
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio_transcript.delta",
    ]
    assert types(told(response.say(" there"))) == ["response.output_audio_transcript.delta"]
    assert not response.is_empty
    end = told(response.finish("completed", None, {"total_tokens": 3}))
    assert types(end) == [
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    (item,) = end[-1]["response"]["output"]
    assert item["content"] == [{"type": "output_audio", "transcript": "Hi there"}]
    assert item["status"] == end[-1]["response"]["status"] == "completed"
    assert end[-1]["response"]["usage"] == {"total_tokens": 3}


def test_text_alone_has_no_events_of_sound() -> None:
    response = One("text").response
    events = told(response.say("Hi") + response.finish("completed", None, None))
    assert response.is_text
    assert joined(events, "response.output_text.delta") == "Hi"
    assert not [kind for kind in types(events) if "audio" in kind]
    assert events[-1]["response"]["output"][0]["content"] == [{"type": "output_text", "text": "Hi"}]


def test_the_sound_of_its_item_can_be_found() -> None:
    one = One()
    item_id = only(one.play(20, from_ms=300), "response.output_item.added")["item"]["id"]
    (delta,) = one.play(20, from_ms=320)
    assert (delta["item_id"], delta["output_index"]) == (item_id, 0)
    sound = one.conversation[item_id].sound
    assert sound is not None
    assert (sound.request_id, sound.from_ms, sound.ms) == ("r1", 300, 40)


def test_sound_of_an_item_that_was_forgotten_is_told_all_the_same() -> None:
    one = One()
    one.play(20)
    for number in range(MAX_ITEMS):
        one.conversation.add({"id": f"i{number}"})
    assert types(one.play(20)) == ["response.output_audio.delta"]


def test_a_call_ends_the_message_and_is_an_item_of_its_own() -> None:
    response = One().response
    response.say("Let me see.")
    events = told(response.call(ToolCall("c1", "weather", {"city": "Köln"})))
    added = only(events, "response.output_item.added")
    assert (added["output_index"], added["item"]["arguments"]) == (1, "")
    done = only(events, "response.function_call_arguments.done")
    assert (done["call_id"], done["name"], done["arguments"]) == (
        "c1",
        "weather",
        '{"city":"Köln"}',
    )
    output = told(response.finish("completed", None, None))[-1]["response"]["output"]
    assert [item["type"] for item in output] == ["message", "function_call"]
    assert output[1]["arguments"] == '{"city":"Köln"}'


def test_one_that_was_stopped_says_why_and_its_message_is_incomplete() -> None:
    response = One().response
    response.say("Hi")
    done = told(response.finish("cancelled", "turn_detected", None))[-1]["response"]
    assert done["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    assert done["output"][0]["status"] == "incomplete"


def test_one_that_failed_says_by_which_error() -> None:
    response = One().response
    response.error = "voice_failed"
    (event,) = told(response.finish("failed", None, None))
    assert event["response"]["status_details"] == {
        "type": "failed",
        "error": {"type": "server_error", "code": "voice_failed"},
    }
    assert event["response"]["output"] == []
