"""The order of things in each column: few crossings, found by medians and by swapping neighbours.

Every link joins a thing to one in the next column.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

__all__ = ["crossings", "ordered"]

SWEEPS = 12

Columns = list[list[int]]
Links = Sequence[tuple[int, int]]


def ordered(columns: Columns, links: Links) -> Columns:
    """``columns`` with the things of each in an order that has few crossings.

    Args:
        columns: The things in each column, in an order to begin with; ties keep it.
        links: Pairs of things, left one first.
    """
    left: dict[int, list[int]] = {thing: [] for column in columns for thing in column}
    right: dict[int, list[int]] = {thing: [] for column in columns for thing in column}
    for a, b in links:
        right[a].append(b)
        left[b].append(a)
    best, fewest = columns, crossings(columns, links)
    current = columns
    for sweep in range(SWEEPS):
        if not fewest:
            break
        current = _swept(current, left, right, to_the_right=sweep % 2 == 0)
        current = _swapped(current, left, right)
        count = crossings(current, links)
        if count < fewest:
            best, fewest = current, count
    return best


def crossings(columns: Columns, links: Links) -> int:
    """How many pairs of links cross."""
    place = _places(columns)
    column_of = {thing: number for number, column in enumerate(columns) for thing in column}
    ends: list[list[tuple[int, int]]] = [[] for _ in columns]
    for a, b in links:
        ends[column_of[a]].append((place[a], place[b]))
    return sum(_inversions(sorted(pairs)) for pairs in ends)


def _inversions(pairs: list[tuple[int, int]]) -> int:
    seen: list[int] = []
    count = 0
    for _, end in pairs:
        count += len(seen) - bisect_right(seen, end)
        insort(seen, end)
    return count


def _places(columns: Columns) -> dict[int, int]:
    return {thing: place for column in columns for place, thing in enumerate(column)}


def _swept(
    columns: Columns,
    left: dict[int, list[int]],
    right: dict[int, list[int]],
    *,
    to_the_right: bool,
) -> Columns:
    result = [list(column) for column in columns]
    place = _places(result)
    numbers = range(1, len(result)) if to_the_right else range(len(result) - 2, -1, -1)
    neighbours = left if to_the_right else right
    for number in numbers:
        column = result[number]
        wanted = {}
        for thing in column:
            around = sorted(place[other] for other in neighbours[thing])
            # twice the median, so that it is whole; who has no neighbours keeps the place
            wanted[thing] = (
                around[(len(around) - 1) // 2] + around[len(around) // 2]
                if around
                else 2 * place[thing]
            )
        column.sort(key=lambda thing: wanted[thing])
        place.update({thing: here for here, thing in enumerate(column)})
    return result


def _swapped(columns: Columns, left: dict[int, list[int]], right: dict[int, list[int]]) -> Columns:
    result = [list(column) for column in columns]
    place = _places(result)

    def cost(upper: int, lower: int) -> int:
        return sum(
            place[a] > place[b] for side in (left, right) for a in side[upper] for b in side[lower]
        )

    for _ in range(4):
        better = False
        for column in result:
            for at in range(len(column) - 1):
                upper, lower = column[at], column[at + 1]
                if cost(upper, lower) > cost(lower, upper):
                    column[at], column[at + 1] = lower, upper
                    place[lower], place[upper] = at, at + 1
                    better = True
        if not better:
            break
    return result
