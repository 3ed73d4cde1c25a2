from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ten_lite.config.checks.ways import loops, reached, shortest_round

NAMES = st.sampled_from("abcdef")
WAYS = st.dictionaries(NAMES, st.lists(NAMES, unique=True)).map(
    lambda ways: {name: ways.get(name, []) for name in "abcdef"}
)


def test_what_is_reached_includes_where_it_starts() -> None:
    assert reached(["a"], {"a": ["b"], "b": ["a", "c"], "d": ["e"]}) == {"a", "b", "c"}
    assert reached([], {"a": ["b"]}) == set()


def test_a_loop_holds_who_lead_to_each_other_and_nobody_else() -> None:
    ways = {"x": ["b"], "c": ["a"], "b": ["c"], "a": ["b", "d"], "d": [], "e": ["e"], "f": ["g"]}
    assert loops(ways) == [["c", "b", "a"], ["e"]]


def test_two_loops_in_a_row_are_two() -> None:
    assert loops({"a": ["b"], "b": ["a", "c"], "c": ["d"], "d": ["c"]}) == [["a", "b"], ["c", "d"]]


@given(WAYS)
def test_loops_are_what_reaches_itself(ways: dict[str, list[str]]) -> None:
    after = {name: reached(ways[name], ways) for name in ways}
    expected = {name for name in ways if name in after[name]}
    groups = loops(ways)
    assert {name for group in groups for name in group} == expected
    assert sum(map(len, groups)) == len(expected)
    for group in groups:
        assert all(set(group) <= after[name] for name in group)


@given(WAYS, NAMES)
def test_the_way_round_is_a_way_and_there_is_none_shorter(
    ways: dict[str, list[str]], start: str
) -> None:
    found = shortest_round(start, ways)
    layer, steps = set(ways[start]), 1
    while layer and start not in layer and steps <= len(ways):
        layer, steps = {target for name in layer for target in ways[name]}, steps + 1
    if start not in layer:
        assert found == []
        return
    assert found[0] == found[-1] == start
    assert len(found) == steps + 1
    assert all(b in ways[a] for a, b in itertools.pairwise(found))


def test_a_way_of_many_thousand_nodes_is_walked() -> None:
    ways = {str(n): [str((n + 1) % 20_000)] for n in range(20_000)}
    assert len(loops(ways)) == 1
    assert len(shortest_round("0", ways)) == 20_001
