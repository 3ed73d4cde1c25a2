from __future__ import annotations

import random

import pytest

from ten_lite.kinds.playback import Playback

RATE_HZ = 16_000


def test_sound_is_played_in_real_time_from_the_moment_it_is_sent():
    playback = Playback(RATE_HZ)
    assert playback.position(0.0) == 0
    playback.send(RATE_HZ, 10.0)
    assert [playback.position(now_s) for now_s in (10.0, 10.25, 11.0, 99.0)] == [
        0,
        RATE_HZ // 4,
        RATE_HZ,
        RATE_HZ,
    ]


def test_a_client_that_ran_dry_begins_with_the_next_sound_when_it_comes():
    playback = Playback(RATE_HZ)
    playback.send(RATE_HZ, 0.0)
    playback.send(RATE_HZ, 3.0)
    assert playback.position(3.5) == RATE_HZ * 3 // 2
    assert playback.position(9.0) == 2 * RATE_HZ


@pytest.mark.parametrize("seed", range(10))
def test_it_agrees_with_a_client_that_plays_at_once(seed: int):
    rng = random.Random(seed)
    playback = Playback(RATE_HZ)
    now_s = played_until_s = 50.0
    for _ in range(1_000):
        playback.send(320, now_s)
        played_until_s = max(played_until_s, now_s) + 0.02
        now_s += rng.choice([0.0, 0.015, 0.02, 0.3, 0.9]) * rng.random()
        unplayed_s = max(0.0, played_until_s - now_s)
        unplayed = playback.sent - playback.position(now_s)
        assert unplayed == pytest.approx(unplayed_s * RATE_HZ, abs=1)


def test_what_the_client_tells_counts_from_when_it_told_it():
    playback = Playback(RATE_HZ)
    playback.send(2 * RATE_HZ, 0.0)
    playback.report(RATE_HZ // 2, 1.0)  # half a second behind
    assert playback.position(1.0) == RATE_HZ // 2
    assert playback.position(1.5) == RATE_HZ
    assert playback.position(99.0) == 2 * RATE_HZ


def test_nobody_has_played_more_than_was_sent():
    playback = Playback(RATE_HZ)
    playback.send(RATE_HZ, 0.0)
    playback.report(5 * RATE_HZ, 0.1)
    assert playback.position(0.1) == RATE_HZ
    playback.send(RATE_HZ, 0.2)
    assert playback.position(0.7) == RATE_HZ * 3 // 2


def test_what_is_taken_back_is_played_once_it_is_sent_again():
    playback = Playback(RATE_HZ)
    playback.send(2 * RATE_HZ, 0.0)
    playback.take_back(RATE_HZ // 2)
    assert playback.position(7.0) == RATE_HZ // 2
    playback.send(RATE_HZ, 9.0)
    assert playback.position(9.25) == RATE_HZ * 3 // 4
    assert playback.sent == RATE_HZ * 3 // 2
