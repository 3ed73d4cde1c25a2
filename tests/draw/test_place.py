from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ten_lite.draw.layers import components, forward, layers
from ten_lite.draw.order import crossings, ordered
from ten_lite.draw.place import settled
from ten_lite.draw.words import cut, width_px

PULLS = st.lists(
    st.lists(st.tuples(st.integers(-500, 500), st.integers(1, 8)), min_size=1, max_size=4),
    min_size=1,
    max_size=12,
)
ARCS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda arc: arc[0] != arc[1]),
    unique=True,
)


def first(pulls: list[tuple[int, int]]) -> int:
    return min(pulls)[0]


@given(pulls=PULLS, data=st.data())
def test_nothing_comes_nearer_than_allowed(
    pulls: list[list[tuple[int, int]]], data: st.DataObject
) -> None:
    count = len(pulls) - 1
    distances = data.draw(st.lists(st.integers(1, 90), min_size=count, max_size=count))
    where = settled(pulls, distances, first)
    steps = zip(pairwise(where), distances, strict=True)
    assert all(below - above >= distance for (above, below), distance in steps)


def test_what_has_room_stands_where_it_is_pulled() -> None:
    assert settled([[(0, 1)], [(50, 1)], [(90, 1)]], [40, 40], first) == [0, 50, 90]


@given(arcs=ARCS, begin=st.sets(st.integers(0, 7)))
def test_arcs_run_to_the_right_once_loops_are_turned_round(
    arcs: list[tuple[int, int]], begin: set[int]
) -> None:
    right = forward(8, arcs, begin)
    assert [{*arc} for arc in right] == [{*arc} for arc in arcs]
    column = layers(8, right)
    assert all(column[source] < column[target] for source, target in right)
    assert min(column) == 0


def test_an_arc_that_closes_no_loop_stays() -> None:
    arcs = [(0, 1), (1, 2), (0, 2), (3, 2)]
    assert forward(4, arcs, [0]) == arcs
    assert layers(4, arcs) == [0, 1, 2, 1]  # 3 stands right before 2, not in the first column


def test_parts_that_hang_together() -> None:
    assert components(6, [(4, 1), (1, 0), (2, 5)]) == [[0, 1, 4], [2, 5], [3]]


def test_crossings_are_counted_and_taken_away() -> None:
    columns, links = [[0, 1, 2], [3, 4, 5]], [(0, 5), (1, 4), (2, 3)]
    assert crossings(columns, links) == 3
    better = ordered(columns, links)
    assert crossings(better, links) == 0
    assert [sorted(column) for column in better] == columns


def test_text_is_cut_at_columns_not_at_letters() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
    assert cut("日本語日本語", 6) == "日本…"
    assert cut("a\nb\x00\ud800", 9) == "a b\ufffd\ufffd"
    assert width_px("e\u0301", 100) == width_px("e", 100) == 61
