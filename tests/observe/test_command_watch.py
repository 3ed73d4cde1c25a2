"""What a turn learns from requests and tools."""

from __future__ import annotations

import pytest

from ten_lite.errors import CommandError, Interrupted
from ten_lite.messages import ChatDelta, TextData, ToolCall, ToolResult
from ten_lite.observe.command_watch import RequestWatch, ToolWatch
from ten_lite.observe.turn_record import TurnRecord

MS = 1_000_000


def turn(turn_id: int = 1) -> TurnRecord:
    return TurnRecord(turn_id, 0, open_commands=1, requests=1)


def delta(text: str, at_ms: int = 0, **more: object) -> ChatDelta:
    made = ChatDelta(text, **more)  # type: ignore[arg-type]
    made.timestamp_ns = at_ms * MS
    return made


def test_a_request_tells_its_first_token_its_characters_and_its_tokens() -> None:
    record = turn()
    watch = RequestWatch(record, lambda _: None)
    watch.take_result(TextData("not of a model"))
    watch.take_result(delta("", 1))
    watch.take_result(delta("Hi", 2))
    watch.take_result(delta(" you", 3, usage={"prompt_tokens": 10, "completion_tokens": 4}))
    watch.take_result(delta("", 4, usage={"completion_tokens": 1}))
    assert (record.first_token_ns, record.characters) == (2 * MS, 6)
    assert (record.prompt_tokens, record.completion_tokens) == (10, 5)


def test_a_call_of_a_tool_is_a_first_token_too() -> None:
    record = turn()
    call = {"id": "1", "name": "light", "arguments": "{}"}
    RequestWatch(record, lambda _: None).take_result(delta("", 5, tool_calls=(call,)))
    assert record.first_token_ns == 5 * MS


def test_of_an_answer_that_was_begun_anew_only_the_tokens_count() -> None:
    record = turn()
    watch = RequestWatch(record, lambda _: None)
    record.begin_anew()
    watch.take_result(delta("late", 5, usage={"prompt_tokens": 3}))
    assert (record.characters, record.first_token_ns, record.prompt_tokens) == (0, None, 3)


@pytest.mark.parametrize(
    ("error", "has_failed"), [(None, False), (Interrupted("x"), False), (CommandError("x"), True)]
)
def test_a_request_that_ends_settles_its_turn_and_may_have_failed(
    error: Exception | None, has_failed: bool
) -> None:
    record, settled = turn(), list[TurnRecord]()
    RequestWatch(record, settled.append).take_end(error)
    assert settled == [record]
    assert (record.open_commands, record.failed) == (0, has_failed)


def test_what_was_asked_as_a_guess_counts_for_the_turn_that_it_answers() -> None:
    guess, record = turn(0), TurnRecord(2, 0, due_ns=5)
    settled = list[TurnRecord]()
    watch = RequestWatch(guess, settled.append)
    watch.take_result(delta("Hi", 2, usage={"prompt_tokens": 10, "completion_tokens": 4}))
    watch.count_for(record)
    watch.take_result(delta("!", 3))
    watch.take_end(None)
    assert (record.requests, record.characters, record.prompt_tokens) == (1, 3, 10)
    assert (record.first_token_ns, record.open_commands, record.due_ns) == (2 * MS, 0, None)
    assert settled == [record]


@pytest.mark.parametrize(
    ("result", "is_error"),
    [(ToolResult("rain"), False), (ToolResult("no", is_error=True), True), (None, True)],
)
def test_a_tool_is_told_with_its_time_and_whether_it_failed(
    result: ToolResult | None, is_error: bool
) -> None:
    record, settled = turn(), list[TurnRecord]()
    call = ToolCall("c1", "weather", {})
    call.timestamp_ns = 100 * MS
    watch = ToolWatch(record, call, lambda: 350 * MS, settled.append)
    if result is not None:
        watch.take_result(result)
    watch.take_end(None)
    assert record.tools == [{"name": "weather", "ms": 250, "is_error": is_error}]
    assert (record.open_commands, settled) == (0, [record])
