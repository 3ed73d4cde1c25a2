from __future__ import annotations

import pytest

from ten_lite.wire.player import Player


def test_before_any_sound_there_is_nothing_to_tell():
    player = Player()
    assert player.position(1.0) is None
    player.add(1.0, 1.0)  # sound that belongs to no answer, an echo say
    assert player.position(1.5) is None


def test_sound_plays_in_real_time_and_no_further_than_there_is():
    player = Player()
    player.start("r1")
    player.add(0.5, 10.0)
    player.add(0.5, 10.1)
    positions = [player.position(now_s) for now_s in (10.0, 10.75, 30.0)]
    assert positions == [("r1", 0), ("r1", 750), ("r1", 1000)]


def test_the_time_in_which_there_was_no_sound_does_not_count():
    player = Player()
    player.start("r1")
    player.add(0.5, 10.0)
    player.add(0.5, 20.0)
    assert player.position(20.25) == ("r1", 750)


def test_the_next_answer_plays_behind_the_first():
    player = Player()
    player.start("r1")
    player.add(1.0, 0.0)
    player.start("r2")
    player.add(1.0, 0.1)
    assert [player.position(now_s) for now_s in (0.5, 1.25)] == [("r1", 500), ("r2", 250)]


def test_what_a_flush_threw_away_does_not_count_and_sound_that_comes_again_does():
    player = Player()
    player.start("r1")
    player.add(2.0, 0.0)
    assert player.flush(0.75) == 1.25
    assert player.position(5.0) == ("r1", 750)
    player.add(1.25, 5.0)
    assert player.position(5.25) == ("r1", 1000)
    assert player.flush(9.0) == 0.0
    assert player.position(9.0) == ("r1", 2000)


def test_an_answer_that_was_thrown_away_whole_is_not_told():
    player = Player()
    player.start("r1")
    player.add(1.0, 0.0)
    player.start("r2")
    player.add(1.0, 0.0)
    player.flush(0.5)
    assert player.position(3.0) == ("r1", 500)
    player.start("r1")
    player.add(0.5, 3.0)
    player.start("r2")
    player.add(1.0, 3.0)
    assert [player.position(now_s) for now_s in (3.25, 4.0)] == [("r1", 750), ("r2", 500)]


@pytest.mark.parametrize("answers", [100])
def test_what_was_played_long_ago_is_forgotten(answers: int):
    player = Player()
    for n in range(answers):
        player.start(f"r{n}")
        player.add(1.0, n * 2.0)
    assert len(player._stretches) <= 2
