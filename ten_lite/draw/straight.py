"""Lines that pass several columns, with as few bends as the room beside them allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ten_lite.draw.thing import Thing

__all__ = ["straighten"]

Room = tuple[int, int]


def straighten(
    ways: Sequence[Sequence[int]],
    columns: Sequence[Sequence[int]],
    things: Sequence[Thing],
    at: list[int],
    gap: int,
) -> None:
    """Move the things of each way to one height where nothing else has to move for it.

    Args:
        ways: The things each line passes, from left to right.
        columns: The things of each column from top to bottom.
        things: What they need.
        at: Their anchors; changed in place.
        gap: Least distance in pixels between two of a column.
    """
    neighbours: dict[int, tuple[int | None, int | None]] = {}
    for column in columns:
        for above, thing, below in zip((None, *column), column, (*column[1:], None), strict=False):
            neighbours[thing] = above, below

    def room(t: int) -> Room:
        above, below = neighbours[t]
        top, bottom = -(10**9), 10**9
        if above is not None:
            top = at[above] + things[above].below + gap + things[t].above
        if below is not None:
            bottom = at[below] - things[below].above - gap - things[t].below
        return top, bottom

    for way in ways:
        for stretch, (top, bottom) in _stretches(way, room):
            left, right = things[stretch[0]].left[0], things[stretch[-1]].right[0]
            wanted = sorted((left.level(at), at[stretch[0]], right.level(at)))[1]
            y = min(max(wanted, top), bottom)
            for thing in stretch:
                at[thing] = y


def _stretches(way: Sequence[int], room: Callable[[int], Room]) -> Iterator[tuple[list[int], Room]]:
    """The fewest pieces of ``way`` that can each be level, and where."""
    stretch: list[int] = []
    top = bottom = 0
    for thing in way:
        high, low = room(thing)
        if stretch and max(top, high) <= min(bottom, low):
            top, bottom = max(top, high), min(bottom, low)
        else:
            if stretch:
                yield stretch, (top, bottom)
            stretch, top, bottom = [], high, low
        stretch.append(thing)
    if stretch:
        yield stretch, (top, bottom)
