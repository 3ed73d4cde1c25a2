"""When the user's turn is over, and what is answered."""

from __future__ import annotations

import pytest

from ten_lite.kinds.turns import CheckTurn, Confirm, Drop, Fail, Interrupt, State, Think

from .kit import Table, named


@pytest.mark.parametrize("gap_ms", [0, 1, 50, 300, 800])
def test_two_finals_before_anything_is_heard_are_one_turn(gap_ms: int):
    t = Table()
    t.final("tell me", "u1")
    t.wait(gap_ms)
    assert t.final("about Rome", "u2")[-1] == Think("tell me about Rome", "about Rome", True)


@pytest.mark.parametrize("gap_ms", [10, 50, 800, 3_000])
def test_a_longer_final_of_the_same_utterance_is_answered_instead(gap_ms: int):
    t = Table()
    t.final("tell me", "u1")
    t.wait(gap_ms)
    assert named(t.final("tell me about Rome", "u1")) == ["Interrupt", "Think"]
    assert t.thoughts[-1] == "tell me about Rome"


@pytest.mark.parametrize("text", ["tell me", "Tell me.", "tell", ""])
@pytest.mark.parametrize("is_heard", [False, True])
def test_a_final_that_comes_again_no_longer_than_before_is_ignored(text: str, is_heard: bool):
    t = Table()
    t.final("tell me", "u1")
    if is_heard:
        t.give()
        t.sound()
    assert t.final(text, "u1") == []


def test_a_correction_of_the_turn_before_is_ignored_too():
    t = Table()
    t.answer("tell me", "u1")
    t.make()
    t.silence()
    t.types("and Rome?")
    t.make()
    assert t.state is State.LISTENING
    assert t.final("tell me", "u1") == []


def test_a_longer_correction_counts_where_words_have_no_spaces():
    t = Table()
    t.final("你好", "u1")
    t.final("你好吗", "u1")
    assert t.thoughts == ["你好", "你好吗"]


@pytest.mark.parametrize("late_ms", [10, 500, 2_999])
def test_a_final_that_comes_late_is_answered_once(late_ms: int):
    t = Table()
    t.starts()
    t.stops()
    t.wait(late_ms)
    t.final("hello", "u1")
    t.wait(1_000)
    assert t.thoughts == ["hello"]
    assert t.count(Fail) == 0


def test_without_a_final_the_partial_is_answered_after_the_limit():
    t = Table(transcript_limit_ms=3_000)
    t.starts()
    t.partial("hello there", "u1")
    t.stops()
    assert t.wait(2_999) == []
    assert named(t.wait(1)) == ["Think"]
    assert t.final("hello there", "u1") == []


def test_without_speech_events_the_limit_runs_from_the_last_new_words():
    t = Table(transcript_limit_ms=3_000)
    t.partial("hello", "u1")
    t.wait(2_000)
    t.partial("hello there", "u1")
    assert t.wait(2_999) == []
    assert named(t.wait(1)) == ["Think"]


@pytest.mark.parametrize("text", ["", "hello"])
def test_a_partial_that_says_nothing_new_does_not_put_the_end_off(text: str):
    t = Table(transcript_limit_ms=3_000)
    t.starts()
    t.partial("hello", "u1")
    t.stops()
    for _ in range(6):
        t.wait(500)
        t.partial(text, "u1")
    assert t.thoughts == ["hello"]


def test_a_final_that_is_repeated_does_not_put_the_end_off():
    t = Table(min_wait_ms=1_000)
    t.final("hello", "u1")
    t.wait(900)
    t.final("hello", "u1")
    assert named(t.wait(100)) == ["Think"]


def test_words_without_end_end_with_the_longest_turn():
    t = Table(max_turn_ms=20_000)
    t.starts()
    t.stops()
    for n in range(20):
        t.partial(" ".join(["word"] * (n + 1)), "u1")
        t.wait(1_000)
    assert len(t.thoughts) == 1


def test_finals_without_end_end_with_the_longest_turn():
    t = Table(max_turn_ms=20_000, min_wait_ms=1_500)
    for n in range(20):
        t.final(f"word{n}", f"u{n}")
        t.wait(1_000)
    assert len(t.thoughts) == 1


@pytest.mark.parametrize(("text", "step"), [("", Fail), ("hello", Think)])
def test_the_longest_turn_ends_in_mid_speech(text: str, step: type):
    t = Table(max_turn_ms=60_000)
    t.starts()
    t.partial(text, "u1")
    assert t.wait(59_999) == []
    assert isinstance(t.wait(1)[0], step)


def test_speech_without_any_transcript_is_told_and_ends():
    t = Table(transcript_limit_ms=3_000)
    t.starts()
    t.stops()
    steps = t.wait(3_000)
    assert [step.code for step in steps if isinstance(step, Fail)] == ["not_understood"]
    assert t.state is State.LISTENING


def test_an_empty_partial_does_not_hide_that_no_words_came():
    t = Table()
    t.starts()
    t.stops()
    t.partial("", "u1")
    assert named(t.wait(3_000)) == ["Fail"]


def test_an_empty_final_ends_the_wait_for_words():
    t = Table()
    t.starts()
    t.stops()
    assert t.final("", "u1") == []
    assert t.state is State.LISTENING


def test_a_partial_of_the_next_utterance_stays_when_the_one_before_becomes_final():
    t = Table()
    t.partial("about Rome", "u2")
    assert t.final("tell me", "u1") == []
    t.wait(3_000)
    assert t.thoughts == ["tell me about Rome"]


@pytest.mark.parametrize("speech", [False, True])
def test_typed_text_is_answered_at_once_whatever_the_user_is_saying(speech: bool):
    t = Table()
    if speech:
        t.starts()
        t.partial("and also", "u1")
    steps = t.types("hello")
    assert named(steps) == ["Think"]
    assert t.thoughts == ["hello and also" if speech else "hello"]


@pytest.mark.parametrize("finished", [-1.0, 0.0, 0.5, 1.0, 2.0])
def test_the_wait_is_the_longer_the_less_finished_the_user_sounds(finished: float):
    t = Table(has_detector=True, min_wait_ms=200, max_wait_ms=1_200)
    assert t.final("hello", "u1") == [CheckTurn(1, "hello")]
    t.judge(1, finished)
    wait_ms = 1_200 - 1_000 * min(1, max(0, finished))
    assert t.wait(wait_ms - 1) == []
    assert named(t.wait(1)) == ["Think"]


def test_a_verdict_that_comes_after_its_wait_ends_the_turn_at_once():
    t = Table(has_detector=True, max_wait_ms=1_000)
    t.final("hello", "u1")
    t.wait(500)
    assert named(t.judge(1, 0.9)) == ["Think"]


def test_without_a_verdict_the_longest_wait_ends_the_turn():
    t = Table(has_detector=True, max_wait_ms=1_500)
    t.final("hello", "u1")
    assert t.wait(1_499) == []
    assert named(t.wait(1)) == ["Think"]


def test_a_verdict_on_an_earlier_question_is_ignored():
    t = Table(has_detector=True)
    t.final("book a table", "u1")
    assert t.final("for two", "u2") == [CheckTurn(2, "book a table for two")]
    assert t.judge(1, 1.0) == []


@pytest.mark.parametrize("has_speech_events", [False, True])
def test_a_verdict_on_words_that_were_followed_by_more_is_ignored(has_speech_events: bool):
    t = Table(has_detector=True)
    if has_speech_events:
        t.starts()
        t.stops()
    t.final("book a table", "u1")
    t.partial("for two", "u2")
    assert t.judge(1, 1.0) == []


def test_who_speaks_on_while_the_detector_is_asked_is_heard_out():
    t = Table(has_detector=True)
    t.starts()
    t.stops()
    t.final("book a table", "u1")
    t.starts()
    t.judge(1, 1.0)
    assert t.wait(10_000) == []
    assert t.state is State.HEARING


# answers begun before the turn is certainly over


def guessing() -> Table:
    t = Table(is_speculative=True, min_wait_ms=500)
    t.starts()
    t.partial("what time is it", "u1")
    t.pauses()
    return t


def test_a_likely_end_begins_the_answer_as_a_guess():
    assert guessing().steps == [Think("what time is it", "what time is it", is_guess=True)]


def test_a_guess_with_the_same_words_is_confirmed():
    t = guessing()
    t.stops()
    t.final("What time is it?", "u1")
    assert t.wait(500) == [Confirm()]


def test_a_guess_with_other_words_is_dropped_and_the_answer_begun_anew():
    t = guessing()
    t.stops()
    steps = t.final("what time is it in Rome", "u1") + t.wait(500)
    assert steps[0] == Drop()
    assert t.count(Drop) == t.count(Confirm) == 1
    assert steps[1] == Think(*["what time is it in Rome"] * 2, is_guess=True)


def test_a_guess_is_dropped_when_the_recogniser_takes_the_words_back():
    t = guessing()
    t.stops()
    assert t.final("", "u1") == [Drop()]


def test_nothing_is_guessed_unless_that_is_wanted():
    t = Table(min_wait_ms=500)
    t.starts()
    t.partial("what time is it", "u1")
    assert t.pauses() == []


def test_what_was_guessed_is_interrupted_like_any_answer():
    t = guessing()
    t.stops()
    t.final("what time is it", "u1")
    t.wait(500)
    t.partial("no wait", "u2")
    assert t.count(Interrupt) == 1
