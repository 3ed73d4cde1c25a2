"""Calls of the client's tools in answers."""

from __future__ import annotations

from typing import Any

from ten_lite.messages import ToolCall, ToolResult
from ten_lite.wire.codec import ToolDone

from .kit import FRAME, Event, Talk, begins, ends, flush, joined, only, says, stamped, types


def call(number: int = 1, turn_id: int = 1) -> Any:
    return stamped(ToolCall(f"c{number}", "weather", {"city": "Köln"}), turn_id)


def give(talk: Talk, number: int = 1) -> list[Event]:
    item = {"type": "function_call_output", "call_id": f"c{number}", "output": "sunny"}
    return talk.send("conversation.item.create", item=item)


def test_a_call_is_a_response_of_its_own() -> None:
    events = Talk().hear(call())
    assert types(events) == [
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    done = only(events, "response.function_call_arguments.done")
    assert (done["call_id"], done["name"]) == ("c1", "weather")
    assert done["arguments"] == '{"city":"Köln"}'
    assert joined(events, "response.function_call_arguments.delta") == done["arguments"]
    (item,) = events[-1]["response"]["output"]
    assert (item["type"], item["status"]) == ("function_call", "completed")
    assert events[-1]["response"]["status"] == "completed"


def test_words_before_a_call_are_in_its_response_and_those_after_it_in_another() -> None:
    talk = Talk()
    talk.update(output_modalities=["text"])
    first = talk.hear(says("Let me see."), call())
    assert [item["type"] for item in first[-1]["response"]["output"]] == [
        "message",
        "function_call",
    ]
    give(talk)
    second = talk.hear(says("Let me see. It is sunny.", is_final=True))
    assert joined(second, "response.output_text.delta") == "It is sunny."


def test_a_result_goes_to_the_graph_at_once() -> None:
    talk = Talk()
    talk.hear(call())
    assert types(give(talk)) == ["conversation.item.added", "conversation.item.done"]
    assert talk.graph_got() == [ToolDone("c1", ToolResult("sunny"))]
    (event,) = give(talk)
    assert event["error"]["code"] == "invalid_tool_call_output"


def test_the_response_that_is_asked_for_then_is_what_the_graph_goes_on_with() -> None:
    talk = Talk()
    talk.hear(call())
    give(talk)
    (created,) = talk.send("response.create")
    assert created["type"] == "response.created"
    events = talk.hear(says("Sunny.", is_final=True), begins(), FRAME, ends())
    assert events[0]["response_id"] == created["response"]["id"]
    assert events[-1]["type"] == "response.done"


def test_asking_for_what_is_under_way_already_is_no_error() -> None:
    talk = Talk()
    talk.hear(call())
    give(talk)
    events = talk.hear(says("Sunny."))
    assert talk.send("response.create") == []
    events += talk.hear(says("Sunny.", is_final=True), begins(), FRAME, ends())
    assert types(events).count("response.created") == 1
    (event,) = talk.send("response.create")
    assert event["error"]["code"] == "nothing_to_answer"


def test_asking_for_what_was_said_already_is_no_error() -> None:
    talk = Talk()
    talk.hear(call())
    give(talk)
    talk.hear(says("Sunny.", is_final=True), begins(), FRAME, ends())
    assert talk.send("response.create") == []


def test_calls_at_once_are_given_their_results_one_by_one() -> None:
    talk = Talk()
    talk.hear(call(1), call(2))
    for number in (2, 1):
        give(talk, number)
        talk.send("response.create")
    assert [done.call_id for done in talk.graph_got()] == ["c2", "c1"]  # type: ignore[union-attr]
    assert talk.events[-1]["type"] != "error"


def test_nobody_waits_for_the_result_of_a_call_that_was_interrupted() -> None:
    talk = Talk()
    talk.hear(call(), flush())
    assert types(give(talk)) == ["conversation.item.added", "conversation.item.done"]
    assert talk.graph_got() == []


def test_a_result_of_no_call_is_refused() -> None:
    (event,) = give(Talk())
    assert event["error"]["code"] == "invalid_tool_call_output"
    assert event["error"]["param"] == "item.call_id"
