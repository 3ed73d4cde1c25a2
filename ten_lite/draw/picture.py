"""What a layout gives: where boxes, labels and lines are. All figures are whole pixels."""

from __future__ import annotations

from dataclasses import dataclass

from ten_lite.config.definition import EdgeDef, NodeDef
from ten_lite.draw.bundle import Bundle

__all__ = ["Box", "Label", "Picture", "Point", "Rect", "Wire"]

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle; ``top`` is less than ``bottom``."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.top + self.height

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def moved(self, by: Point) -> Rect:
        """The same rectangle elsewhere."""
        return Rect(self.left + by[0], self.top + by[1], self.width, self.height)


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place."""

    node: NodeDef
    frame: Rect

    def moved(self, by: Point) -> Box:
        """The same box elsewhere."""
        return Box(self.node, self.frame.moved(by))


@dataclass(frozen=True, slots=True)
class Label:
    """The place of a message's name."""

    edge: EdgeDef
    frame: Rect

    def moved(self, by: Point) -> Label:
        """The same label elsewhere."""
        return Label(self.edge, self.frame.moved(by))


@dataclass(frozen=True, slots=True)
class Wire:
    """The way of a bundle.

    Attributes:
        bundle: What it carries.
        points: From the source's outline to the target's. Points 0-1, 2-3, ... are joined by
            level lines, points 1-2, 3-4, ... by curves. For a loop: the four corners of the way
            from the box's lower edge down, along and up again.
        turned: Whether it runs to the left.
        middle: A point on it, below its labels.
        loop: Whether it comes back to the box it starts from.
    """

    bundle: Bundle
    points: tuple[Point, ...]
    turned: bool = False
    loop: bool = False
    middle: Point = (0, 0)

    def moved(self, by: Point) -> Wire:
        """The same wire elsewhere."""
        points = tuple((x + by[0], y + by[1]) for x, y in self.points)
        middle = self.middle[0] + by[0], self.middle[1] + by[1]
        return Wire(self.bundle, points, self.turned, self.loop, middle)


@dataclass(frozen=True, slots=True)
class Picture:
    """A laid out graph; everything lies between (0, 0) and (width, height)."""

    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    labels: tuple[Label, ...] = ()
    wires: tuple[Wire, ...] = ()

    def joined(self, other: Picture, at: Point) -> Picture:
        """This picture and ``other``, whose corner is put ``at``."""
        return Picture(
            max(self.width, at[0] + other.width),
            max(self.height, at[1] + other.height),
            self.boxes + tuple(box.moved(at) for box in other.boxes),
            self.labels + tuple(label.moved(at) for label in other.labels),
            self.wires + tuple(wire.moved(at) for wire in other.wires),
        )
