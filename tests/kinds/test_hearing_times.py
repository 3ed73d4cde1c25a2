from __future__ import annotations

from ten_lite.kinds.hearing_times import HearingTimes


def test_words_are_as_late_as_the_sound_that_came_since_their_utterance_began_and_ended():
    times = HearingTimes(came_at_ms=1_000)
    for n in range(20):  # two seconds of sound, a frame each 100 ms
        times.came(100, 1_100 + 100 * n)
    times.heard(500, 3_000)
    times.came(100, 3_100)
    assert times.over(1_800, 3_100) == {"first_word_ms": 1_500, "final_ms": 300, "sound_ms": 0}


def test_while_no_sound_comes_the_clock_counts():
    times = HearingTimes()
    times.came(1_000, 1_000)
    assert times.over(1_000, 1_700)["final_ms"] == 700


def test_sound_that_comes_all_at_once_is_not_heard_before_it_came():
    times = HearingTimes()
    times.came(60_000, 10)
    assert times.over(59_000, 10)["final_ms"] == 1_000


def test_the_first_words_count_and_those_of_the_next_utterance_anew():
    times = HearingTimes()
    times.came(1_000, 1_000)
    times.heard(900, 1_000)
    times.heard(900, 1_500)
    assert times.over(1_000, 1_500)["first_word_ms"] == 100
    times.heard(1_000, 1_800)
    assert times.over(1_000, 1_800)["first_word_ms"] == 800


def test_an_utterance_without_words_has_no_first_one():
    assert HearingTimes().over(0, 0) == {"final_ms": 0, "sound_ms": 0}


def test_a_place_in_the_future_was_just_now():
    times = HearingTimes()
    times.heard(500, 0)
    assert times.over(900, 0) == {"first_word_ms": 0, "final_ms": 0, "sound_ms": 0}


def test_of_the_sound_that_was_given_none_is_lost_in_rounding():
    times = HearingTimes()
    told = 0
    for _ in range(1_000):
        times.given_ms += 10.3
        told += times.rest()["sound_ms"]
    assert abs(told - 10_300) <= 1
