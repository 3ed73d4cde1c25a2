from __future__ import annotations

import random

import pytest

from ten_lite.kinds.heard import SpeakingRate, SpokenText

RATE_HZ = 1_000


def spoken(*pieces: tuple[int, int]) -> SpokenText:
    """``(characters, samples)`` after each other from 0 on."""
    text, end = SpokenText(SpeakingRate(RATE_HZ)), 0
    for characters, samples in pieces:
        text.begin(characters, end)
        end += samples
        text.done(end)
    return text


@pytest.mark.parametrize(
    ("played", "heard"), [(0, 0), (1, 0), (50, 5), (99, 9), (100, 10), (150, 20), (200, 30)]
)
def test_whole_pieces_are_heard_and_of_one_as_much_as_of_its_time(played: int, heard: int):
    assert spoken((10, 100), (20, 100)).heard(played, made=200) == heard


def test_a_piece_without_sound_is_heard_with_the_sound_behind_it():
    text = spoken((10, 100), (3, 0), (10, 100))
    assert [text.heard(played, 200) for played in (0, 100, 110)] == [0, 10, 14]


def test_a_piece_that_is_not_made_to_its_end_is_estimated_at_15_characters_a_second():
    text = SpokenText(SpeakingRate(RATE_HZ))
    text.begin(30, 0)
    assert text.heard(1_000, made=1_500) == 15


def test_the_estimate_learns_from_the_pieces_before():
    rate = SpeakingRate(RATE_HZ)
    first, second = SpokenText(rate), SpokenText(rate)
    first.begin(10, 0)
    first.done(2_000)
    second.begin(10, 2_000)
    assert second.heard(3_000, made=3_500) == 5


def test_the_estimate_never_goes_beyond_the_piece_however_long_it_sounds():
    text = SpokenText(SpeakingRate(RATE_HZ))
    text.begin(15, 0)  # one second, by the estimate
    assert text.heard(4_000, made=8_000) == 7
    assert text.heard(8_000, made=8_000) == 15


def test_silence_teaches_nothing():
    rate = SpeakingRate(RATE_HZ)
    rate.learn(100, 0)
    rate.learn(0, 100)
    assert rate.samples(15) == RATE_HZ


@pytest.mark.parametrize("seed", range(10))
def test_what_is_forgotten_still_counts_and_what_is_kept_is_bounded(seed: int):
    rng = random.Random(seed)
    text, known = SpokenText(SpeakingRate(RATE_HZ)), SpokenText(SpeakingRate(RATE_HZ))
    end = 0
    for _ in range(500):
        characters, samples = rng.randrange(30), rng.choice([0, rng.randrange(300)])
        for one in (text, known):
            one.begin(characters, end)
            one.done(end + samples)
        end += samples
        text.forget(end - 1_000)
        played = rng.randint(max(0, end - 1_000), end)
        assert text.heard(played, end) == known.heard(played, end)
        assert len(text) < 100
