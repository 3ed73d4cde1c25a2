"""What a caller has heard, by the marks that were answered and the sound that came meanwhile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ten_lite.messages import PlaybackPosition
from ten_lite.wire.playout import Playout

from ..fuzz.size import deep_size

MS = 8  # samples of a millisecond


def playing(*answers: tuple[str, int]) -> Playout:
    """These answers were sent, so many milliseconds of each."""
    playout = Playout(8_000, mark_ms=200)
    for request_id, duration_ms in answers:
        playout.begin(request_id)
        playout.send(duration_ms * MS)
    return playout


def test_a_mark_that_is_answered_tells_what_was_played_in_front_of_it() -> None:
    playout = playing(("a", 200))
    first = playout.mark()
    playout.send(200 * MS)
    second = playout.mark()
    assert playout.answer(first) == PlaybackPosition("a", 200)
    assert playout.answer(second) == PlaybackPosition("a", 400)


def test_a_mark_is_due_every_200_ms_of_an_answer() -> None:
    playout = playing(("a", 180))
    assert not playout.is_mark_due
    playout.send(20 * MS)
    assert playout.is_mark_due
    playout.mark()
    assert not playout.is_mark_due


def test_there_are_no_two_marks_at_one_place_and_none_without_an_answer() -> None:
    playout = Playout(8_000, mark_ms=200)
    playout.send(400 * MS)
    assert not playout.is_mark_due
    assert playout.mark() == ""
    playout.begin("a")
    playout.send(20 * MS)
    assert playout.mark() != ""
    assert playout.mark() == ""


def test_a_mark_at_the_end_of_an_answer_is_not_of_the_next() -> None:
    playout = playing(("a", 100))
    name = playout.mark()
    playout.begin("b")
    playout.send(100 * MS)
    assert playout.answer(name) == PlaybackPosition("a", 100)


def test_a_mark_is_answered_once_and_unknown_ones_say_nothing() -> None:
    playout = playing(("a", 100))
    name = playout.mark()
    playout.answer(name)
    assert playout.answer(name) is None
    assert playout.answer("hello") is None


def test_where_it_stops_is_known_by_the_callers_sound_since_the_last_mark() -> None:
    playout = playing(("a", 200))
    name = playout.mark()
    playout.send(800 * MS)
    playout.answer(name)
    for _ in range(4):  # the mark may have been played in the middle of the first
        playout.hear(20 * MS)
    assert playout.clear() == PlaybackPosition("a", 260)


def test_no_more_is_played_than_was_sent() -> None:
    playout = playing(("a", 100))
    playout.hear(0)
    playout.hear(5_000 * MS)
    assert playout.clear() is None
    playout.send(100 * MS)
    playout.hear(20 * MS)
    playout.hear(20 * MS)
    assert playout.clear() == PlaybackPosition("a", 120)


def test_marks_in_what_was_thrown_away_are_void() -> None:
    playout = playing(("a", 200))
    name = playout.mark()
    playout.clear()
    assert playout.answer(name) is None


def test_what_is_sent_again_is_counted_from_where_it_stopped() -> None:
    playout = playing(("a", 1_000))
    playout.mark()
    playout.hear(0)
    playout.hear(300 * MS)
    playout.clear()
    playout.send(700 * MS)
    assert playout.answer(playout.mark()) == PlaybackPosition("a", 1_000)


def test_an_answer_that_was_not_heard_begins_anew_behind_the_one_that_was_cut() -> None:
    playout = playing(("a", 400), ("b", 400))
    playout.hear(0)
    playout.hear(300 * MS)
    assert playout.clear() == PlaybackPosition("a", 300)
    playout.begin("a")
    playout.send(100 * MS)
    playout.begin("b")
    playout.send(50 * MS)
    playout.hear(0)
    playout.hear(120 * MS)
    assert playout.clear() == PlaybackPosition("b", 20)


def test_nothing_is_known_before_the_first_sample_is_played() -> None:
    assert playing(("a", 100)).clear() is None


def test_sound_without_an_answer_has_no_position() -> None:
    playout = Playout(8_000, mark_ms=200)
    playout.send(400 * MS)
    playout.hear(0)
    playout.hear(100 * MS)
    assert playout.clear() is None


def test_a_long_call_is_not_remembered_whole() -> None:
    playout = Playout(8_000, mark_ms=200)
    for n in range(1_000):
        playout.begin(f"r{n}")
        playout.send(200 * MS)
        assert playout.answer(playout.mark()) == PlaybackPosition(f"r{n}", 200)
    assert len(playout._pieces) < 20


moves = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.integers(0, 3)),
        st.tuples(st.just("send"), st.integers(0, 400)),
        st.tuples(st.just("hear"), st.integers(0, 400)),
        st.tuples(st.just("mark"), st.just(0)),
        st.tuples(st.just("answer"), st.integers(0, 5)),
        st.tuples(st.just("clear"), st.just(0)),
    ),
    max_size=60,
)


@given(moves)
def test_no_answer_is_ever_heard_further_than_it_was_sent(steps: list[tuple[str, int]]) -> None:
    playout = Playout(8_000, mark_ms=200)
    sent_ms: dict[str, int] = {}
    names: list[str] = []
    current = ""
    for step, number in steps:
        told = None
        match step:
            case "begin":
                current = f"r{number}"
                playout.begin(current)
            case "send":
                playout.send(number * MS)
                sent_ms[current] = sent_ms.get(current, 0) + number
            case "hear":
                playout.hear(number * MS)
            case "mark":
                names.append(playout.mark())
            case "answer":
                told = playout.answer(names[number % len(names)] if names else "")
            case "clear":
                told = playout.clear()
        if told is not None:
            assert 0 <= told.played_ms <= sent_ms[told.request_id]


def test_a_client_that_answers_no_marks_takes_no_more_and_more_memory() -> None:
    playout = Playout(8_000, mark_ms=200)
    names = []
    for number in range(3_000):
        playout.begin(f"r{number}")
        playout.send(200 * MS)
        names.append(playout.mark())
    assert deep_size(playout) < 500_000
    assert playout.answer(names[0]) is None
    assert playout.answer(names[-1]) == PlaybackPosition("r2999", 200)
