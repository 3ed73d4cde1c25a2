"""How much of an answer was heard, from what the voice and the client tell."""

from __future__ import annotations

from ten_lite.observe.playback import Playback

MS = 1_000_000


def playing(*, duration_ms: int = 2_000, unplayed_ms: int = 1_500) -> Playback:
    """Sound that began at 1,000 ms and whose last piece was sent at 1,500 ms."""
    playback = Playback()
    playback.start("a", 1_000 * MS)
    playback.end("a", 1_500 * MS, duration_ms=duration_ms, unplayed_ms=unplayed_ms, was_cut=False)
    return playback


def test_sound_that_was_sent_is_heard_when_it_was_played():
    playback = playing()
    assert playback.until_ns == 3_000 * MS
    assert playback.heard_ms(1_500 * MS) == 500
    assert playback.heard_ms(3_000 * MS) == playback.heard_ms(9_000 * MS) == 2_000


def test_what_was_cut_after_it_was_sent_is_not_heard():
    playback = playing()
    playback.cut(2_200 * MS)
    assert playback.heard_ms(9_000 * MS) == 1_200


def test_what_was_cut_while_it_was_sent_was_heard_for_as_long_as_it_lasted():
    playback = Playback()
    playback.start("a", 1_000 * MS)
    playback.cut(1_800 * MS)
    playback.end("a", 1_800 * MS, duration_ms=2_500, unplayed_ms=0, was_cut=True)
    assert playback.heard_ms(9_000 * MS) == 800


def test_no_more_is_heard_than_was_sent():
    playback = Playback()
    playback.start("a", 1_000 * MS)
    playback.end("a", 5_000 * MS, duration_ms=700, unplayed_ms=0, was_cut=True)
    assert playback.heard_ms(9_000 * MS) == 700


def test_the_client_knows_better_what_it_played_before_a_cut():
    playback = Playback()
    playback.start("a", 1_000 * MS)
    playback.report("a", 620)
    playback.report("b", 9_999)
    playback.cut(1_800 * MS)
    assert playback.heard_ms(9_000 * MS) == 620


def test_a_report_in_the_middle_does_not_shorten_what_was_played_to_its_end():
    playback = playing()
    playback.report("a", 1_900)
    assert playback.heard_ms(9_000 * MS) == 2_000


def test_a_pause_puts_off_the_end_and_is_no_part_of_what_was_heard():
    playback = playing()
    playback.pause(2_000 * MS)
    assert playback.is_paused
    assert playback.heard_ms(5_000 * MS) == 1_000
    playback.resume(6_000 * MS)
    assert playback.until_ns == 7_000 * MS
    assert playback.heard_ms(6_500 * MS) == 1_500


def test_a_pause_of_sound_that_is_still_being_sent_is_not_heard():
    playback = Playback()
    playback.start("a", 1_000 * MS)
    playback.pause(1_400 * MS)
    playback.resume(2_400 * MS)
    playback.cut(2_500 * MS)
    assert playback.heard_ms(9_000 * MS) == 500


def test_what_is_cut_in_a_pause_ends_where_the_pause_began():
    playback = playing()
    playback.pause(2_000 * MS)
    playback.cut(4_000 * MS)
    assert not playback.is_paused
    assert playback.heard_ms(9_000 * MS) == 1_000


def test_the_second_request_is_played_after_the_first():
    playback = playing()
    playback.start("b", 1_600 * MS)
    playback.cut(3_400 * MS)
    assert playback.heard_ms(9_000 * MS) == 2_000 + 400


def test_an_end_without_sound_is_no_sound():
    playback = Playback()
    playback.end("a", 1_000 * MS, duration_ms=0, unplayed_ms=0, was_cut=False)
    assert not playback.has_begun
    assert playback.heard_ms(9_000 * MS) == 0
