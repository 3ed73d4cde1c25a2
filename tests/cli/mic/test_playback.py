from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ten_lite.cli.mic.playback import Playback

RATE_HZ = 16_000


def sound(ms: int, sample: bytes = b"\1\1") -> bytes:
    return sample * (ms * RATE_HZ // 1000)


def pull_ms(playback: Playback, ms: int) -> bytes:
    return playback.pull(ms * RATE_HZ // 1000)


def of(request_id: str, *pieces: bytes) -> Playback:
    playback = Playback(RATE_HZ)
    playback.start(request_id)
    for piece in pieces:
        assert playback.push(piece)
    return playback


def test_it_is_silent_before_anything_comes() -> None:
    playback = Playback(RATE_HZ)
    assert pull_ms(playback, 20) == bytes(640)
    assert playback.position is None


def test_it_waits_for_a_cushion_so_that_a_late_packet_makes_no_gap() -> None:
    playback = of("r1", sound(40))
    assert pull_ms(playback, 20) == bytes(640)
    playback.push(sound(20))
    assert pull_ms(playback, 20) == sound(20)
    assert pull_ms(playback, 60) == sound(40) + bytes(640)


def test_what_is_short_is_played_when_no_more_comes() -> None:
    playback = of("r1", sound(20))
    playback.end()
    assert pull_ms(playback, 20) == sound(20)


def test_what_is_short_is_played_when_it_has_waited_for_long() -> None:
    playback = of("r1", sound(20))
    assert [any(pull_ms(playback, 20)) for _ in range(7)] == [False] * 6 + [True]


def test_after_running_dry_it_waits_for_the_cushion_again() -> None:
    playback = of("r1", sound(60))
    assert pull_ms(playback, 80) == sound(60) + sound(20, b"\0\0")
    assert pull_ms(playback, 20) == sound(20, b"\0\0")
    playback.push(sound(20))
    assert pull_ms(playback, 20) == sound(20, b"\0\0")


def test_a_flush_leaves_nothing_to_play() -> None:
    playback = of("r1", sound(2_000))
    pull_ms(playback, 500)
    playback.flush()
    assert pull_ms(playback, 20) == bytes(640)
    assert playback.queued_ms == 0


def test_the_position_is_what_was_played_and_not_what_was_thrown_away() -> None:
    playback = of("r1", sound(2_000))
    pull_ms(playback, 500)
    playback.flush()
    assert playback.position == ("r1", 500)
    playback.push(sound(100))
    pull_ms(playback, 60)
    assert playback.position == ("r1", 560)


def test_the_position_is_of_the_answer_that_plays_and_not_of_the_one_that_comes() -> None:
    playback = of("r1", sound(100))
    playback.start("r2")
    playback.push(sound(100))
    pull_ms(playback, 60)
    assert playback.position == ("r1", 60)
    pull_ms(playback, 60)
    assert playback.position == ("r2", 20)


def test_more_than_half_a_minute_is_not_kept() -> None:
    playback = of("r1", sound(29_990), sound(20))
    assert not playback.push(sound(20))
    assert playback.queued_ms == 30_010


@given(st.lists(st.integers(1, 900), max_size=8), st.lists(st.integers(1, 900), max_size=40))
def test_no_sample_is_lost_or_played_twice(pushed: list[int], pulled: list[int]) -> None:
    """The sample 0 is silence, so the n-th sample that comes is n."""
    playback, given, got, number = of("r1"), bytearray(), bytearray(), 0
    for step in range(max(len(pushed), len(pulled))):
        if step < len(pushed):
            for _ in range(pushed[step]):
                number += 1
                given += number.to_bytes(2, "little")
            playback.push(bytes(given[-2 * pushed[step] :]))
        if step < len(pulled):
            got += playback.pull(pulled[step])
    playback.end()
    got += playback.pull(number)
    samples = [got[place : place + 2] for place in range(0, len(got), 2)]
    assert b"".join(sample for sample in samples if any(sample)) == given
