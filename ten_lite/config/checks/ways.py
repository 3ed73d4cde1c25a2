"""Ways through a directed graph: what can be reached, and what goes round."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

__all__ = ["Ways", "loops", "reached", "shortest_round"]

Ways: TypeAlias = Mapping[str, Collection[str]]
"""Where each node leads to."""


def reached(starts: Iterable[str], ways: Ways) -> set[str]:
    """``starts`` and whatever a way leads to from them."""
    seen = set(starts)
    rest = list(seen)
    while rest:
        for name in ways.get(rest.pop(), ()):
            if name not in seen:
                seen.add(name)
                rest.append(name)
    return seen


def loops(ways: Ways) -> list[list[str]]:
    """The largest groups whose members all lead to each other, in the order of ``ways``.

    A node that leads to itself alone is a group too; nodes on no way round are in none.
    """
    back: dict[str, list[str]] = {}
    for name, targets in ways.items():
        for target in targets:
            back.setdefault(target, []).append(name)
    places = {name: place for place, name in enumerate(ways)}
    group_of: dict[str, list[str]] = {}
    for start in _done_last_first(ways):
        if start in group_of:
            continue
        group = group_of[start] = [start]
        for name in group:  # grows on the way
            for other in back.get(name, ()):
                if other not in group_of:
                    group_of[other] = group
                    group.append(other)
    groups = {id(group): group for group in group_of.values()}.values()
    round_trips = [g for g in groups if len(g) > 1 or g[0] in ways.get(g[0], ())]
    ordered = [sorted(group, key=lambda name: places[name]) for group in round_trips]
    return sorted(ordered, key=lambda group: places[group[0]])


def shortest_round(start: str, ways: Ways) -> list[str]:
    """The shortest way from ``start`` back to it, with ``start`` at both ends; [] if none."""
    came: dict[str, str] = {}
    rest = [start]
    while rest:
        following: list[str] = []
        for name in rest:
            for target in ways.get(name, ()):
                if target in came:
                    continue
                came[target] = name
                following.append(target)
                if target == start:
                    return _back(start, came)
        rest = following
    return []


def _back(start: str, came: Mapping[str, str]) -> list[str]:
    way = [start, came[start]]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _done_last_first(ways: Ways) -> Iterator[str]:
    """The nodes in the reverse of the order in which a walk in depth is done with them."""
    done: list[str] = []
    seen: set[str] = set()
    for start in ways:
        if start in seen:
            continue
        seen.add(start)
        walk = [(start, iter(ways[start]))]
        while walk:
            name, targets = walk[-1]
            following = next((target for target in targets if target not in seen), None)
            if following is None:
                done.append(name)
                walk.pop()
            else:
                seen.add(following)
                walk.append((following, iter(ways.get(following, ()))))
    return reversed(done)
