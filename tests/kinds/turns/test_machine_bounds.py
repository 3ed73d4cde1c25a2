"""Every state has an end: voices that fail, users who are away, sessions that are over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ten_lite.kinds.turns import Fail, HangUp, Interrupt, Remind, State

from .kit import Account, Table, named

BOUND_MS = 620_000  # two answers of a model that never ends


def hearing(t: Table) -> None:
    t.starts()


def ending(t: Table) -> None:
    t.starts()
    t.partial("hello", "u0")
    t.stops()


def thinking(t: Table) -> None:
    t.final("hello", "u0")


def waiting_for_the_voice(t: Table) -> None:
    thinking(t)
    t.give()
    t.make()


def paused(t: Table) -> None:
    t.answer()
    t.starts()


def playing_the_rest(t: Table) -> None:
    t.answer()
    t.make()
    t.silence(1_000)


STATES: dict[str, Callable[[Table], None]] = {
    "listening": lambda t: None,
    "hearing": hearing,
    "ending": ending,
    "thinking": thinking,
    "waiting for the voice": waiting_for_the_voice,
    "speaking": lambda t: t.answer(),
    "protected": lambda t: t.say(is_protected=True),
    "playing the rest": playing_the_rest,
    "paused": paused,
}
EVENTS: dict[str, Callable[[Table], object]] = {
    "start of speech": lambda t: t.starts(),
    "likely end": lambda t: t.pauses(),
    "end of speech": lambda t: t.stops(),
    "partial": lambda t: t.partial("what about", "u9"),
    "short partial": lambda t: t.partial("w", "u9"),
    "final": lambda t: t.final("what about Rome", "u9"),
    "empty final": lambda t: t.final("", "u9"),
    "agreement": lambda t: t.final("okay", "u9"),
    "typed": lambda t: t.types("what about Rome"),
    "verdict": lambda t: t.judge(1, 1.0),
    "text for the voice": lambda t: t.give(),
    "made": lambda t: t.make(),
    "sound": lambda t: t.sound(),
    "silence": lambda t: t.silence(300),
    "flush": lambda t: t.do(t.machine.interrupt, "flush"),
    "tick": lambda t: t.do(t.machine.tick),
}


@pytest.mark.parametrize("can_pause", [False, True])
@pytest.mark.parametrize("has_detector", [False, True])
@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_after_every_event_in_every_state_the_user_has_the_turn_again(
    state: str, event: str, has_detector: bool, can_pause: bool
):
    t = Table(has_detector=has_detector, can_pause=can_pause)
    STATES[state](t)
    if state == "listening" and event in ("text for the voice", "made"):
        assert t.make() == []  # there is no answer that it could be about
    EVENTS[event](t)
    t.until_listening(within_ms=BOUND_MS)
    account = Account()
    if state == "protected":
        account.say()
    account.carry_out(t.steps)
    assert not account.has_answer


@pytest.mark.parametrize("event", EVENTS)
def test_after_the_end_nothing_changes(event: str):
    t = Table(away_after_ms=1_000, session_limit_ms=9_000, is_speculative=True)
    t.answer()
    t.machine.close()
    t.steps.clear()
    EVENTS[event](t)
    t.wait(100_000)
    assert t.steps == []
    assert t.state is State.CLOSED


def test_a_voice_that_never_starts_is_given_up():
    t = Table(voice_limit_ms=10_000)
    waiting_for_the_voice(t)
    assert t.wait(9_999) == []
    steps = t.wait(1)
    assert named(steps) == ["Interrupt", "Fail"]
    assert [step.code for step in steps if isinstance(step, Fail)] == ["no_answer"]
    assert t.state is State.LISTENING


def test_a_voice_that_never_ends_is_given_up():
    t = Table(voice_limit_ms=10_000)
    t.answer()
    t.make()
    assert named(t.until_listening(within_ms=14_000)) == ["Interrupt", "Fail"]


def test_a_voice_that_is_held_has_as_long_as_one_that_is_not():
    t = Table(voice_limit_ms=10_000, false_interruption_ms=2_000)
    waiting_for_the_voice(t)
    t.wait(9_000)
    t.starts()
    t.stops()
    assert named(t.wait(2_000)) == ["Resume"]
    assert t.wait(999) == []
    assert named(t.wait(1)) == ["Interrupt", "Fail"]


def test_text_that_comes_while_the_voice_is_held_is_waited_for_from_the_end_of_that():
    t = Table(voice_limit_ms=10_000)
    thinking(t)
    t.starts()
    t.stops()
    t.wait(1_000)
    t.give()
    assert named(t.wait(1_000)) == ["Resume"]
    assert t.wait(9_999) == []
    assert "Fail" in named(t.wait(1))


def test_a_model_that_never_ends_is_given_up():
    t = Table(max_answer_ms=300_000)
    thinking(t)
    assert named(t.until_listening(within_ms=300_000)) == ["Interrupt", "Fail"]


def test_a_user_who_is_away_is_asked_and_then_the_session_ends():
    t = Table(away_after_ms=10_000, reminders=2)
    assert t.wait(9_999) == []
    assert t.wait(1) == [Remind(1)]
    assert t.wait(10_000) == [Remind(2)]
    assert t.wait(10_000) == [HangUp("the user is away")]
    assert t.wait(1e6) == []


def test_a_turn_begins_the_count_of_reminders_anew():
    t = Table(away_after_ms=10_000, reminders=1)
    assert t.wait(10_000) == [Remind(1)]
    t.final("here I am", "u1")
    t.make()
    assert t.wait(10_000) == [Remind(1)]


def test_silence_counts_from_when_the_agent_was_heard_to_the_end():
    t = Table(away_after_ms=10_000, reminders=1)
    t.answer()
    t.make()
    t.wait(2_000)
    t.silence(1_000)
    assert named(t.wait(10_999)) == ["Settle"]
    assert t.wait(1) == [Remind(1)]


@pytest.mark.parametrize("state", STATES)
def test_the_longest_session_ends_in_every_state(state: str):
    t = Table(session_limit_ms=1_500, is_speculative=True)
    STATES[state](t)
    t.steps.clear()
    steps = t.wait(1_500)
    assert steps.count(HangUp("the session has lasted as long as it may")) == 1
    assert isinstance(steps[-1], HangUp)
    assert t.state is State.LISTENING


def test_an_open_guess_is_dropped_when_the_session_ends():
    t = Table(session_limit_ms=1_500, is_speculative=True, min_wait_ms=5_000)
    t.final("hello", "u1")
    assert named(t.wait(1_500)) == ["Drop", "HangUp"]


def test_the_farewell_is_neither_held_nor_answered():
    t = Table(session_limit_ms=1_000)
    t.starts()
    t.wait(1_000)
    t.steps.clear()
    t.say(is_protected=True)
    t.starts()
    t.final("wait a moment", "u1")
    t.types("wait")
    t.wait(500)
    t.silence()
    assert named(t.steps) == ["Settle"]
    assert t.state is State.LISTENING


@pytest.mark.parametrize("is_heard", [False, True])
def test_an_interruption_tells_whether_anything_was_heard(is_heard: bool):
    t = Table()
    thinking(t)
    if is_heard:
        t.sound()
    t.types("no")
    assert Interrupt("the user typed", was_heard=is_heard) in t.steps
