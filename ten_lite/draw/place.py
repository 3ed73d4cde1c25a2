"""How high or low things stand in their columns: lines as straight as distances allow.

All figures are whole pixels, so a picture is the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ten_lite.draw.straight import straighten
from ten_lite.draw.thing import Thing

__all__ = ["Pull", "placed", "settled"]

Pull = tuple[int, int]
"""Where a thing is drawn to, in pixels, and how strongly."""

MEAN_SWEEPS, MEDIAN_SWEEPS, STRAIGHT_PASSES = 16, 8, 4


def placed(
    columns: Sequence[Sequence[int]],
    ways: Sequence[Sequence[int]],
    things: Sequence[Thing],
    gap: int,
) -> list[int]:
    """The anchor of each thing, in pixels downwards from anywhere.

    Args:
        columns: The things of each column from top to bottom.
        ways: The things that each line passes, from left to right.
        things: What they need.
        gap: Least distance in pixels between two of a column.
    """
    at = [0] * len(things)
    for column in columns:
        total = sum(things[t].above + things[t].below + gap for t in column)
        y = -total // 2
        for t in column:
            y += things[t].above
            at[t] = y
            y += things[t].below + gap
    for sweep in range(MEAN_SWEEPS):
        rightward = sweep % 2 == 0
        for column in columns if rightward else reversed(columns):
            _settle(column, things, at, gap, _mean, left=rightward, right=not rightward)
    for sweep in range(MEDIAN_SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            _settle(column, things, at, gap, _median, left=True, right=True)
        straighten(ways, columns, things, at, gap)
    for _ in range(STRAIGHT_PASSES):  # each makes room for the next
        straighten(ways, columns, things, at, gap)
    return at


def _settle(
    column: Sequence[int],
    things: Sequence[Thing],
    at: list[int],
    gap: int,
    middle: Callable[[list[Pull]], int],
    *,
    left: bool,
    right: bool,
) -> None:
    pulls: list[list[Pull]] = []
    distances: list[int] = []
    for before, t in zip((None, *column), column, strict=False):
        thing = things[t]
        links = (thing.left if left else []) + (thing.right if right else [])
        wanted = [(link.level(at), link.weight) for link in links]
        pulls.append(wanted or [(at[t], 1)])
        if before is not None:
            distances.append(things[before].below + gap + thing.above)
    for t, y in zip(column, settled(pulls, distances, middle), strict=True):
        at[t] = y


def settled(
    pulls: Sequence[list[Pull]], distances: Sequence[int], middle: Callable[[list[Pull]], int]
) -> list[int]:
    """Positions in ascending order, near where they are pulled, no two nearer than allowed.

    Things that are pulled into one another form a block that stands where ``middle`` of all its
    pulls is (pool adjacent violators).

    Args:
        pulls: For each position, where it is drawn to.
        distances: Least distance between each position and the next.
        middle: Takes pulls and says which place is best for them.
    """
    blocks: list[tuple[int, list[Pull], int]] = []  # position of the first, pulls, members
    offset = 0
    for number, wanted in enumerate(pulls):
        if number:
            offset += distances[number - 1]
        members = 1
        block = [(position - offset, weight) for position, weight in wanted]
        position = middle(block)
        while blocks and blocks[-1][0] > position:
            _, earlier, more = blocks.pop()
            block, members = earlier + block, members + more
            position = middle(block)
        blocks.append((position, block, members))
    result: list[int] = []
    offset = 0
    for position, _, members in blocks:
        for _ in range(members):
            if result:
                offset += distances[len(result) - 1]
            result.append(position + offset)
    return result


def _mean(pulls: list[Pull]) -> int:
    return sum(position * weight for position, weight in pulls) // sum(w for _, w in pulls)


def _median(pulls: list[Pull]) -> int:
    half = sum(weight for _, weight in pulls)
    for position, weight in sorted(pulls):
        half -= 2 * weight
        if half <= 0:
            return position
    raise AssertionError("a block without pulls")
