from __future__ import annotations

from collections.abc import Iterator

from ten_lite.kinds.answer_times import AnswerTimes
from ten_lite.messages import ChatDelta


class Clock:
    def __init__(self) -> None:
        self.ms = 1_000

    def __call__(self) -> int:
        return self.ms


def measured(*pieces: ChatDelta) -> dict[str, int]:
    """The figures of an answer that gives a piece each 100 ms."""
    clock = Clock()
    times = AnswerTimes(clock)
    for piece in pieces:
        clock.ms += 100
        times.take(piece)
    return times.figures()


def firsts() -> Iterator[ChatDelta]:
    yield ChatDelta("word")
    yield ChatDelta("", reasoning="thought")
    yield ChatDelta("", "tool_calls", ({"id": "1", "name": "a", "arguments": "{}"},))


def test_a_word_a_thought_and_a_call_are_each_a_first_token():
    for first in firsts():
        figures = measured(ChatDelta(""), first, ChatDelta("more"), ChatDelta("", "stop"))
        assert figures["first_token_ms"] == 200
        assert figures["total_ms"] == 400


def test_without_any_there_is_none():
    assert measured(ChatDelta("", "stop")) == {"total_ms": 100, "characters": 0}


def test_text_is_counted_and_thoughts_are_not():
    pieces = (ChatDelta("one "), ChatDelta("", reasoning="hm"), ChatDelta("two"))
    assert measured(*pieces)["characters"] == 7


def test_what_the_provider_counts_is_told_as_it_is():
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "cache_read_tokens": 5}
    figures = measured(ChatDelta("a"), ChatDelta("", "stop", usage=usage))
    assert usage.items() <= figures.items()


def test_counts_that_are_no_whole_numbers_are_left_out():
    usage = {"prompt_tokens": None, "seconds": 1.5, "is_cached": True}
    figures = measured(ChatDelta("a"), ChatDelta("", "stop", usage=usage))  # type: ignore[arg-type]
    assert set(figures) == {"first_token_ms", "total_ms", "characters"}
