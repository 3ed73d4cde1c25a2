from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.kinds import SoundLost, UnconfirmedSound


def test_sound_is_read_at_its_place_until_it_is_confirmed():
    sound = UnconfirmedSound(100)
    sound.append(b"aabbcc")
    assert sound.read(2, 2) == b"bb"
    sound.confirm(4)
    assert (sound.start, sound.end) == (4, 6)
    assert sound.read(4, 100) == b"cc"
    assert sound.read(6, 100) == b""
    with pytest.raises(SoundLost):
        sound.read(2, 2)


def test_the_oldest_is_dropped_beyond_the_limit_and_counted():
    sound = UnconfirmedSound(4)
    sound.append(b"aabbcc")
    assert (sound.start, sound.end, sound.dropped_bytes) == (2, 6, 2)
    assert sound.read(2, 100) == b"bbcc"


def test_more_than_there_is_or_what_is_gone_may_be_confirmed():
    sound = UnconfirmedSound(100)
    sound.append(b"aabb")
    sound.confirm(1_000)
    assert (sound.start, sound.end) == (4, 4)
    sound.confirm(2)
    assert (sound.start, sound.end) == (4, 4)


def test_after_a_gap_nothing_old_is_kept_and_places_go_on_behind_it():
    sound = UnconfirmedSound(100)
    sound.append(b"aabb")
    sound.skip(10)
    assert (sound.start, sound.end) == (14, 14)
    sound.append(b"cc")
    assert sound.read(14, 100) == b"cc"


@given(
    steps=st.lists(st.one_of(st.binary(max_size=12), st.integers(0, 200)), max_size=60),
    limit=st.integers(1, 20),
)
def test_places_stay_true_whatever_is_dropped_and_confirmed(steps: list[bytes | int], limit: int):
    sound, whole = UnconfirmedSound(limit), b""
    for step in steps:
        if isinstance(step, bytes):
            sound.append(step)
            whole += step
        else:
            sound.confirm(step)
        assert sound.end == len(whole)
        assert sound.end - sound.start <= limit
        assert sound.read(sound.start, len(whole)) == whole[sound.start :]
