from __future__ import annotations

from typing import Any

from ten_lite.kinds.stt_stream.leaving import Leaving


def due(leaving: Leaving, now_s: float, **facts: Any) -> bool:
    known = {"is_changed": False, "is_quiet": True, "is_all_told": False, **facts}
    return leaving.is_due(now_s, **known)


def opened(longest_s: float = 100.0, *, is_talkative: bool) -> Leaving:
    leaving = Leaving(longest_s, is_talkative=is_talkative)
    leaving.opened(10.0, 0.0)
    return leaving


def test_a_stream_goes_on_while_nothing_else_is_wanted():
    assert not due(opened(is_talkative=True), 50.0)
    assert not due(opened(is_talkative=False), 50.0)


def test_it_is_left_when_all_that_was_said_before_the_change_is_told():
    leaving = opened(is_talkative=True)
    leaving.ask(20.0, 9.0)
    leaving.told(8.9)
    assert not due(leaving, 30.0, is_changed=True)
    leaving.told(9.0)
    assert due(leaving, 30.0, is_changed=True)


def test_it_is_left_when_nothing_was_sent_for_so_long_that_nothing_can_come():
    leaving = opened(is_talkative=True)
    leaving.ask(20.0, 9.0)
    assert due(leaving, 24.0, is_changed=True, is_all_told=True)


def test_it_is_not_left_in_an_utterance():
    leaving = opened(is_talkative=True)
    leaving.told(9.0)
    assert not due(leaving, 30.0, is_changed=True, is_quiet=False)


def test_where_silence_is_not_told_of_a_second_of_it_is_waited_for():
    leaving = opened(is_talkative=False)
    leaving.ask(20.0, 9.0)
    leaving.news(20.5)
    assert not due(leaving, 21.4, is_changed=True)
    assert due(leaving, 21.5, is_changed=True)


def test_it_is_left_early_when_nobody_speaks_and_in_any_case_at_its_longest_time():
    leaving = opened(is_talkative=False)
    leaving.news(85.0)
    assert not due(leaving, 89.0)
    assert due(leaving, 90.0)
    assert not due(leaving, 109.0, is_quiet=False)
    assert due(leaving, 110.0, is_quiet=False)
