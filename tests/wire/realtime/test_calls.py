"""Which results of tools somebody waits for."""

from __future__ import annotations

import pytest

from ten_lite.messages import ToolCall, ToolResult
from ten_lite.wire.codec import ToolDone
from ten_lite.wire.realtime.calls import REMEMBERED, Calls
from ten_lite.wire.realtime.refusal import Refusal


def begun(*call_ids: str) -> Calls:
    calls = Calls()
    for call_id in call_ids:
        calls.begin(ToolCall(call_id, "light", {}))
    return calls


def test_a_result_is_given_once() -> None:
    calls = begun("c1", "c2")
    assert calls.give("c2", "on") == ToolDone("c2", ToolResult("on"))
    assert calls.has_given
    with pytest.raises(Refusal) as caught:
        calls.give("c2", "on")
    assert (caught.value.code, caught.value.param) == ("invalid_tool_call_output", "item.call_id")


def test_a_result_of_no_call_is_refused() -> None:
    with pytest.raises(Refusal, match='call_id "c9"'):
        begun("c1").give("c9", "on")


def test_nobody_waits_for_what_belongs_to_an_interrupted_answer() -> None:
    calls = begun("c1", "c2")
    calls.give("c1", "on")
    calls.void()
    assert not calls.has_given
    assert calls.give("c2", "on") is None
    assert not calls.has_given
    with pytest.raises(Refusal):
        calls.give("c2", "on")


def test_of_very_many_interrupted_calls_the_oldest_are_forgotten() -> None:
    calls = Calls()
    for number in range(REMEMBERED + 1):
        calls.begin(ToolCall(f"c{number}", "light", {}))
        calls.void()
    assert calls.give("c1", "on") is None
    with pytest.raises(Refusal):
        calls.give("c0", "on")
