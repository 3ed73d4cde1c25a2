"""Speech over an answer: what holds it, what ends it, what lets it go on."""

from __future__ import annotations

import pytest

from ten_lite.kinds.turns import Interrupt, Pause, State, Think

from .kit import Table, named


def test_the_start_of_speech_holds_the_answer():
    t = Table()
    t.answer()
    assert t.starts() == [Pause()]
    assert t.state is State.PAUSED


def test_words_end_an_answer_that_is_held():
    t = Table()
    t.answer()
    t.starts()
    assert t.partial("stop", "u2") == [Interrupt("the user spoke", was_heard=True)]
    assert t.state is State.HEARING


def test_without_words_the_answer_goes_on_two_seconds_after_it_was_held():
    t = Table(false_interruption_ms=2_000)
    t.answer()
    t.starts()
    t.wait(100)
    t.stops()
    assert t.wait(1_899) == []
    assert named(t.wait(1)) == ["Resume"]
    assert t.state is State.SPEAKING


def test_words_get_half_a_second_after_the_end_of_speech_to_arrive():
    t = Table(false_interruption_ms=2_000)
    t.answer()
    t.starts()
    t.wait(1_900)
    t.stops()
    assert t.wait(499) == []
    assert named(t.wait(1)) == ["Resume"]


def test_sound_without_words_and_without_end_holds_the_answer_for_ten_seconds_at_most():
    t = Table(false_interruption_ms=2_000)
    t.answer()
    t.starts()
    assert t.wait(9_999) == []
    assert named(t.wait(1)) == ["Resume"]


def test_speech_that_begins_again_and_again_holds_the_answer_no_longer():
    t = Table(false_interruption_ms=2_000)
    t.answer()
    t.starts()
    for _ in range(9):
        t.wait(1_000)
        t.stops()
        t.starts()
    assert named(t.wait(1_000)) == ["Resume"]


@pytest.mark.parametrize("text", ["", "uh-huh", "okay"])
def test_a_final_without_words_of_its_own_lets_the_answer_go_on_at_once(text: str):
    t = Table()
    t.answer()
    t.starts()
    t.stops()
    assert named(t.final(text, "u2")) == ["Resume"]


@pytest.mark.parametrize("text", ["", "uh-huh"])
def test_when_the_final_comes_before_the_end_of_speech_that_end_lets_the_answer_go_on(text: str):
    t = Table()
    t.answer()
    t.starts()
    assert t.final(text, "u2") == []
    assert named(t.stops()) == ["Resume"]


def test_speech_that_goes_on_after_a_backchannel_is_still_listened_to():
    t = Table()
    t.answer()
    t.starts()
    t.final("okay", "u2")
    t.partial("but what about", "u3")
    t.stops()
    t.final("but what about Rome", "u3")
    assert t.thoughts[-1] == "but what about Rome"


@pytest.mark.parametrize("text", ["uh", "uh-huh", "Yeah.", "all ri", "okay, right"])
def test_a_partial_backchannel_does_not_interrupt(text: str):
    t = Table()
    t.answer()
    t.starts()
    assert t.partial(text, "u2") == []


def test_a_partial_that_only_began_like_a_backchannel_interrupts():
    t = Table()
    t.answer()
    assert t.partial("right", "u2") == []
    assert named(t.partial("right but wait", "u2")) == ["Interrupt"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("de-DE", "genau"), ("fr", "ah bon"), ("ja", "なるほど"), ("zh-CN", "嗯")],
)
def test_what_is_agreement_depends_on_the_language(language: str, text: str):
    t = Table()
    t.answer()
    assert named(t.partial(f"{text} no", "u2")) == ["Interrupt"]
    t = Table()
    t.machine.language = language
    t.answer()
    t.final(text, "u2")
    assert t.thoughts == ["count for me"]


def test_before_the_answer_is_heard_there_is_nothing_to_agree_with():
    t = Table()
    t.final("is that", "u1")
    t.wait(300)
    t.final("right", "u2")
    assert t.thoughts == ["is that", "is that right"]


@pytest.mark.parametrize(("text", "ends"), [("stop", False), ("stop it", True)])
@pytest.mark.parametrize("is_final", [False, True])
def test_fewer_words_than_min_words_do_not_interrupt(text: str, ends: bool, is_final: bool):
    t = Table(min_words=2)
    t.answer()
    t.final(text, "u2") if is_final else t.partial(text, "u2")
    assert t.count(Interrupt) == ends


@pytest.mark.parametrize(("text", "ends"), [("ab", False), ("abc", True)])
def test_fewer_characters_than_min_characters_of_a_partial_do_not_interrupt(text: str, ends: bool):
    t = Table(min_characters=3)
    t.answer()
    t.partial(text, "u2")
    assert t.count(Interrupt) == ends


def test_speech_shorter_than_min_speech_does_not_hold_the_answer():
    t = Table(min_speech_ms=300)
    t.answer()
    t.starts()
    t.wait(299)
    t.stops()
    t.wait(1_000)
    assert t.count(Pause) == 0


def test_speech_as_long_as_min_speech_holds_the_answer():
    t = Table(min_speech_ms=300)
    t.answer()
    t.starts()
    assert t.wait(299) == []
    assert t.wait(1) == [Pause()]


@pytest.mark.parametrize(
    ("interrupt_on", "stopped_by"),
    [("speech", "start"), ("partial", "partial"), ("final", "final")],
)
def test_interrupt_on_says_what_stops_the_answer_first(interrupt_on: str, stopped_by: str):
    t = Table(interrupt_on=interrupt_on)
    t.answer()
    events = [
        ("start", t.starts),
        ("partial", lambda: t.partial("stop it", "u2")),
        ("stop", t.stops),
        ("final", lambda: t.final("stop it now", "u2")),
    ]
    assert next(name for name, event in events if event()) == stopped_by


def test_speech_ends_an_answer_that_cannot_be_held():
    t = Table(can_pause=False)
    t.answer()
    assert named(t.starts()) == ["Interrupt"]
    assert t.state is State.HEARING


def test_words_over_something_protected_are_answered_when_it_is_over():
    t = Table()
    t.say(is_protected=True)
    t.starts()
    t.partial("what is the price", "u1")
    t.stops()
    t.final("what is the price", "u1")
    assert t.count(Interrupt, Pause, Think) == 0
    assert named(t.silence()) == ["Settle", "Think"]
    assert t.thoughts == ["what is the price"]


def test_who_still_speaks_when_something_protected_is_over_is_listened_to():
    t = Table()
    t.say(is_protected=True)
    t.starts()
    t.silence()
    assert t.state is State.HEARING


def test_a_pause_before_any_sound_goes_back_to_thinking():
    t = Table()
    t.final("hello", "u1")
    assert t.starts() == [Pause()]
    t.stops()
    t.wait(2_000)
    assert t.state is State.THINKING


def test_what_interrupts_before_any_sound_makes_one_turn_of_both():
    t = Table()
    t.final("hello", "u1")
    t.starts()
    t.stops()
    assert t.final("there", "u2") == [
        Interrupt("the user spoke", was_heard=False),
        Think("hello there", "there", goes_on=True),
    ]


def test_a_pause_while_the_client_plays_the_rest_leaves_the_rest_its_time():
    t = Table()
    t.answer()
    t.make()
    t.silence(unplayed_ms=1_500)
    t.wait(500)
    assert t.starts() == [Pause()]
    t.stops()
    assert named(t.wait(2_000)) == ["Resume"]
    assert t.wait(999) == []
    assert named(t.wait(1)) == ["Settle"]


def test_a_voice_that_ends_while_it_is_held_leaves_no_more_than_the_rest():
    t = Table()
    t.answer()
    t.make()
    t.starts()
    t.wait(500)
    t.silence(unplayed_ms=1_000)
    t.stops()
    assert named(t.wait(1_500)) == ["Resume"]
    assert named(t.wait(1_000)) == ["Settle"]


@pytest.mark.parametrize("is_speaking", [False, True])
def test_an_answer_that_somebody_else_stops_while_it_is_held_does_not_go_on(is_speaking: bool):
    t = Table()
    t.answer()
    t.starts()
    if not is_speaking:
        t.stops()
    assert named(t.do(t.machine.interrupt, "flush")) == ["Interrupt"]
    assert t.state is (State.HEARING if is_speaking else State.LISTENING)


def test_words_over_something_protected_are_answered_also_when_somebody_else_stops_it():
    t = Table()
    t.say(is_protected=True)
    t.final("what is the price", "u1")
    assert named(t.do(t.machine.interrupt, "flush")) == ["Interrupt", "Think"]


@pytest.mark.parametrize("is_held", [False, True])
def test_typed_text_interrupts_and_is_answered_at_once(is_held: bool):
    t = Table()
    t.answer()
    if is_held:
        t.starts()
    assert named(t.types("and Rome?")) == ["Interrupt", "Think"]
    assert t.thoughts[-1] == "and Rome?"


def test_typed_text_waits_for_something_protected():
    t = Table()
    t.say(is_protected=True)
    assert t.types("and Rome?") == []
    assert named(t.silence()) == ["Settle", "Think"]


def test_what_begins_after_the_answer_was_played_is_no_interruption():
    t = Table()
    t.answer()
    t.make()
    t.silence()
    t.wait(1_000)
    assert t.starts() == []
    assert t.state is State.HEARING


def test_an_answer_that_is_unwanted_ends_and_the_user_has_the_turn():
    t = Table()
    t.answer()
    steps = t.do(t.machine.interrupt, "silence", by_user=True)
    assert steps == [Interrupt("silence", was_heard=True)]
    assert t.state is State.LISTENING


def test_an_answer_that_is_unwanted_while_it_is_held_leaves_the_user_speaking():
    t = Table()
    t.answer()
    t.starts()
    assert named(t.do(t.machine.interrupt, "silence", by_user=True)) == ["Interrupt"]
    assert t.state is State.HEARING


def test_what_is_protected_or_not_there_cannot_be_unwanted():
    t = Table()
    assert t.do(t.machine.interrupt, "silence", by_user=True) == []
    t.say(is_protected=True)
    assert t.do(t.machine.interrupt, "silence", by_user=True) == []
    assert t.state is State.SPEAKING
