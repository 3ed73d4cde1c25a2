"""What a client may still be playing."""

from __future__ import annotations

from ten_lite.messages import TextData
from ten_lite.wire.realtime.playing import Playing

from .kit import FRAME


def at(playing: Playing, ms: int) -> None:
    message = TextData("x")
    message.timestamp_ns = ms * 1_000_000
    playing.see(message)


def test_sound_is_played_in_real_time_from_when_it_is_sent() -> None:
    playing = Playing()
    at(playing, 1_000)
    playing.send(500)
    playing.send(300)
    assert playing.left_ms == 800
    at(playing, 1_600)
    assert playing.left_ms == 200
    at(playing, 3_000)
    assert playing.left_ms == 0
    playing.send(20)
    assert playing.left_ms == 20


def test_a_message_that_was_made_earlier_does_not_turn_the_time_back() -> None:
    playing = Playing()
    at(playing, 1_000)
    playing.send(500)
    at(playing, 200)
    playing.see(FRAME)
    assert playing.left_ms == 500


def test_what_is_thrown_away_is_not_played_any_more() -> None:
    playing = Playing()
    assert not playing.is_untold
    playing.send(500)
    playing.stop()
    assert playing.left_ms == 0
    assert playing.is_untold
