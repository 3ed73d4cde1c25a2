"""What a client says of what it plays: that it stopped, and where."""

from __future__ import annotations

from typing import Any

import pytest

from ten_lite.messages import Interrupt, PlaybackPosition

from .kit import Talk, ends, only, pause, speaking, types


def test_truncation_tells_the_voice_what_was_heard() -> None:
    talk = Talk()
    item_id = speaking(talk)
    talk.hear(pause())
    talk.graph_got()
    events = talk.send(
        "conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=300
    )
    assert types(events) == ["conversation.item.truncated"]
    assert events[0]["audio_end_ms"] == 300
    assert talk.graph_got() == [PlaybackPosition("r1", 300)]
    content = talk.send("conversation.item.retrieve", item_id=item_id)[0]["item"]["content"]
    assert content == [{"type": "output_audio", "transcript": None}]


def test_more_than_there_was_cannot_be_heard() -> None:
    talk = Talk()
    item_id = speaking(talk)
    (event,) = talk.send(
        "conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=9000
    )
    assert "already shorter than 9000ms" in event["error"]["message"]


def test_cancel_without_a_response_is_an_error() -> None:
    talk = Talk()
    (event,) = talk.send("response.cancel", event_id="e1")
    assert event["error"]["code"] == "response_cancel_not_active"
    assert event["error"]["event_id"] == "e1"
    talk.type_text("hi")
    (event,) = talk.send("response.cancel", response_id="other")
    assert event["error"]["code"] == "response_cancel_not_active"


def test_cancel_while_the_client_still_plays_stops_the_graph() -> None:
    talk = Talk()
    speaking(talk)
    talk.hear(ends())
    talk.graph_got()
    assert talk.send("response.cancel") == []
    assert talk.graph_got() == [Interrupt()]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"audio_end_ms": -1}, "'audio_end_ms' must be an integer from 0"),
        ({"audio_end_ms": True}, "'audio_end_ms' must be an integer from 0"),
        ({"audio_end_ms": 5, "content_index": 1}, "'content_index' must be 0"),
        ({"audio_end_ms": 5, "item_id": "other"}, 'There is no item "other"'),
    ],
)
def test_a_place_where_nothing_was_played_is_refused(fields: dict[str, Any], said: str) -> None:
    talk = Talk()
    item_id = speaking(talk)
    talk.graph_got()
    (event,) = talk.send("conversation.item.truncate", **{"item_id": item_id, **fields})
    assert event["error"]["message"].startswith(said)
    assert talk.graph_got() == []


def test_what_the_user_typed_cannot_be_truncated() -> None:
    talk = Talk()
    item_id = only(talk.type_text("hi"), "conversation.item.done")["item"]["id"]
    (event,) = talk.send("conversation.item.truncate", item_id=item_id, audio_end_ms=0)
    assert event["error"]["message"] == "Only sound of the assistant can be truncated."
