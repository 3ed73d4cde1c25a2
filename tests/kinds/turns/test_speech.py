"""What the agent says, as far as turn taking has to know."""

from __future__ import annotations

import math

from ten_lite.kinds.turns import TurnPolicy
from ten_lite.kinds.turns.speech import Speech

POLICY = TurnPolicy(voice_limit_ms=10_000, max_answer_ms=300_000)


def test_without_any_text_it_is_over_once_it_is_made():
    speech = Speech(0)
    assert not speech.is_over(0)
    speech.make(5)
    assert speech.is_over(5)


def test_it_is_not_over_while_the_voice_has_text_to_say():
    speech = Speech(0)
    speech.give(0, 10)
    speech.make(0)
    assert not speech.is_over(9_000)
    assert speech.limit_ms(POLICY) == 10_000


def test_it_is_over_when_the_client_has_played_the_rest():
    speech = Speech(0)
    speech.give(0, 10)
    speech.sound(100)
    speech.make(100)
    assert not speech.is_over(200)
    speech.fall_silent(200, 700)
    assert not speech.is_over(899)
    assert speech.is_over(900)


def test_a_voice_that_sounds_has_time_for_its_text():
    speech = Speech(0)
    speech.give(0, 100)
    speech.sound(50)
    speech.make(80)
    assert speech.limit_ms(POLICY) == 80 + 100 * 200 + 10_000


def test_what_is_still_being_made_has_the_longest_time():
    assert Speech(7).limit_ms(POLICY) == 300_007


def test_text_after_a_gap_is_waited_for_from_the_end_of_what_is_played():
    speech = Speech(0)
    speech.give(0, 10)
    speech.sound(0)
    speech.fall_silent(1_000, 500)
    speech.give(1_100, 10)
    assert speech.limit_ms(POLICY) == 1_500 + 10_000


def test_time_on_hold_does_not_count():
    speech = Speech(0)
    speech.give(0, 10)
    speech.shift(2_000)
    assert speech.limit_ms(POLICY) == 12_000


def test_nothing_given_stays_nothing_given_over_a_hold():
    speech = Speech(0)
    speech.shift(2_000)
    assert not speech.is_waiting_for_voice
    assert speech.ends_ms == -math.inf


def test_it_tells_what_is_missing():
    speech = Speech(0)
    assert speech.missing == "an answer"
    speech.give(0, 1)
    assert speech.missing == "a sound from the voice"


def test_an_answer_without_a_sound_is_over_when_it_is_made():
    speech = Speech(1_000, "why")
    speech.make(1_500)
    assert speech.limit_ms(TurnPolicy()) == 1_500
    speech.shift(2_000)
    assert speech.limit_ms(TurnPolicy()) == 3_500
    assert speech.is_over(3_500)
