"""Items that a client adds."""

from __future__ import annotations

from typing import Any

import pytest

from ten_lite.wire.realtime.new_items import NewItem, read_item
from ten_lite.wire.realtime.refusal import Refusal

TEXT = {"type": "input_text", "text": "hi"}
AUDIO = {"type": "input_audio", "audio": "AAAA"}


def message(*content: object, **fields: Any) -> dict[str, Any]:
    return {"item": {"type": "message", "role": "user", "content": list(content), **fields}}


def test_text_in_parts_is_one_text() -> None:
    item = read_item(message(TEXT, {"type": "input_text", "text": "there "}, id="i1"))
    assert (item.item_id, item.text, item.audio) == ("i1", "hi\nthere", ())
    assert item.fields["content"] == [TEXT, {"type": "input_text", "text": "there "}]


def test_sound_is_told_back_without_the_sound() -> None:
    item = read_item(message(AUDIO, AUDIO))
    assert (item.item_id, item.text, item.audio) == ("", "", ("AAAA", "AAAA"))
    assert item.fields["content"] == [{"type": "input_audio", "transcript": None}] * 2


def test_the_result_of_a_call_may_be_empty() -> None:
    item = read_item({"item": {"type": "function_call_output", "call_id": "c1", "output": ""}})
    assert item == NewItem(
        "",
        {
            "object": "realtime.item",
            "type": "function_call_output",
            "status": "completed",
            "call_id": "c1",
            "output": "",
        },
        call_id="c1",
    )


@pytest.mark.parametrize(
    ("event", "param", "code"),
    [
        ({}, "item", "missing_required_parameter"),
        (message(TEXT, id=""), "item.id", "invalid_type"),
        (message(TEXT, id="x" * 33), "item.id", "invalid_type"),
        (message(TEXT, id=5), "item.id", "invalid_type"),
        (message(TEXT, type="function_call"), "item.type", "unsupported_item"),
        (message(TEXT, role="assistant"), "item.role", "unsupported_item"),
        (message("hi"), "item.content[0]", "invalid_type"),
        (message(TEXT, {"type": "text"}), "item.content[1].type", "unsupported_item"),
        (message(), "item.content", "invalid_value"),
        (message({"type": "input_text", "text": " "}), "item.content", "invalid_value"),
        (message(TEXT, AUDIO), "item.content", "invalid_value"),
        (message({"type": "input_text", "text": "x" * 8_001}), "item.content", "invalid_value"),
        (
            {"item": {"type": "function_call_output", "call_id": "c", "output": "x" * 100_001}},
            "item.output",
            "invalid_value",
        ),
    ],
    ids=range(13),
)
def test_what_no_graph_can_be_given_is_refused(
    event: dict[str, Any], param: str, code: str
) -> None:
    with pytest.raises(Refusal) as caught:
        read_item(event)
    assert (caught.value.param, caught.value.code) == (param, code)
