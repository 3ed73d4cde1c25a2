"""The items there are, and what is told of them."""

from __future__ import annotations

from typing import Any

from ten_lite.wire.realtime.conversation import MAX_ITEMS, Conversation
from ten_lite.wire.realtime.events import Events

from .kit import checked, types


def item(item_id: str, text: str = "hi") -> dict[str, Any]:
    return {
        "id": item_id,
        "object": "realtime.item",
        "type": "message",
        "status": "completed",
        "role": "user",
        "content": [{"type": "input_text", "text": text}],
    }


def test_an_item_is_told_when_it_is_added_and_when_it_is_whole_with_the_one_before() -> None:
    conversation = Conversation(Events())
    conversation.add_whole(item("a"))
    told = [checked(wire) for wire in conversation.add_whole(item("b"))]
    assert types(told) == ["conversation.item.added", "conversation.item.done"]
    assert [event["previous_item_id"] for event in told] == ["a", "a"]
    assert "b" in conversation
    assert conversation.last_id == "b"


def test_a_whole_item_is_as_it_was_told_last() -> None:
    conversation = Conversation(Events())
    conversation.add(item("a", ""))
    conversation.done(item("a", "hello"))
    assert conversation["a"].fields == item("a", "hello")


def test_what_is_learnt_later_is_in_the_item_and_the_client_keeps_its_own_copy() -> None:
    conversation = Conversation(Events())
    fields = item("a")
    conversation.add_whole(fields)
    conversation.revise("a", {"type": "input_text", "text": "hello"})
    conversation.revise("nobody", {})
    assert conversation["a"].fields["content"] == [{"type": "input_text", "text": "hello"}]
    assert fields == item("a")


def test_the_newest_item_that_is_left_is_the_last() -> None:
    conversation = Conversation(Events())
    for item_id in "abc":
        conversation.add(item(item_id))
    conversation.remove("b")
    assert conversation.last_id == "c"
    conversation.remove("c")
    assert conversation.last_id == "a"
    conversation.remove("a")
    assert conversation.last_id is None


def test_of_very_many_items_the_oldest_is_forgotten_and_can_still_be_done() -> None:
    conversation = Conversation(Events())
    for number in range(MAX_ITEMS + 1):
        conversation.add(item(f"i{number}"))
    assert "i0" not in conversation
    assert "i1" in conversation
    assert checked(conversation.done(item("i0")))["previous_item_id"] is None
