"""What takes room in a column of a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Link", "Thing"]


class Link(NamedTuple):
    """One end of a line.

    Attributes:
        other: The thing at the far end, in a column beside.
        there: Where the line ends at the other, in pixels below its anchor.
        here: Where it ends at this thing, in pixels below its anchor.
        weight: How much it matters that the line is level.
    """

    other: int
    there: int
    here: int
    weight: int

    def level(self, at: list[int]) -> int:
        """Where this thing's anchor makes the line level, given those of all things."""
        return at[self.other] + self.there - self.here


@dataclass(slots=True)
class Thing:
    """A box with what belongs to it, or a line's place in a column.

    Attributes:
        above: Pixels it needs above its anchor.
        below: Pixels it needs below its anchor.
        left: Its lines to the column before.
        right: Its lines to the column after.
    """

    above: int
    below: int
    left: list[Link] = field(default_factory=list)
    right: list[Link] = field(default_factory=list)
