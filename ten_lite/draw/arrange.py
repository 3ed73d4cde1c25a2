"""Nodes that hang together, in columns from left to right.

Columns of boxes and columns of labels take turns. Each line has a place of its own in every
column it passes, so boxes, labels and lines keep clear of one another by construction: between
columns there are only curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ten_lite.config.definition import NodeDef
from ten_lite.draw.bundle import Bundle
from ten_lite.draw.layers import forward, layers
from ten_lite.draw.order import ordered
from ten_lite.draw.picture import Box, Label, Picture, Point, Rect, Wire
from ten_lite.draw.place import placed
from ten_lite.draw.shapes import inset
from ten_lite.draw.sizes import LOOP_PX, ROW_PX, box_size, label_size, rows_of, wire_px
from ten_lite.draw.thing import Link, Thing

__all__ = ["arranged"]

GAP_PX = 12
PORT_GAP_PX = 14
LABEL_GAP_PX = 5
COLUMN_GAP_PX = 26
STUB_PX = 8
STRAIGHT, SHORT, LONG = 8, 3, 1


@dataclass(slots=True)
class _Line:
    """A bundle on its way; ``left`` and ``right`` are boxes, ``way`` the things between them."""

    bundle: Bundle
    left: int
    right: int
    turned: bool
    label_px: int
    label_column: int = 0
    way: list[int] = field(default_factory=list)


def arranged(nodes: Sequence[NodeDef], bundles: Sequence[Bundle]) -> Picture:
    """The picture of a graph, or of a part that no connection leaves."""
    return _Arrangement(nodes, bundles).picture()


class _Arrangement:
    def __init__(self, nodes: Sequence[NodeDef], bundles: Sequence[Bundle]) -> None:
        self.nodes = nodes
        number = {node.name: place for place, node in enumerate(nodes)}
        self.loops = {number[b.source]: b for b in bundles if b.source == b.target}
        between = [b for b in bundles if b.source != b.target]
        arcs = [(number[b.source], number[b.target]) for b in between]
        senders = {source for source, _ in arcs}
        first = [n for n in sorted(senders) if nodes[n].addon.kind == "transport"]
        right_arcs = forward(len(nodes), arcs, first)
        self.lines = [
            _Line(bundle, *arc, arc != was, _label_px(bundle))
            for bundle, arc, was in zip(between, right_arcs, arcs, strict=True)
        ]
        layer = layers(len(nodes), right_arcs)
        self.column = [2 * number for number in layer]
        self.starting: list[list[_Line]] = [[] for _ in nodes]
        self.ending: list[list[_Line]] = [[] for _ in nodes]
        for line in self.lines:
            self.starting[line.left].append(line)
            self.ending[line.right].append(line)
        self.widths = [0] * (max(self.column) + 1)
        self.sizes = [self._box_size(n) for n in range(len(nodes))]
        self._choose_label_columns()
        self.things = [self._box_thing(n) for n in range(len(nodes))]
        self._lay_ways()
        links = [pair for line in self.lines for pair in self._links(line)]
        self.columns = ordered(self._first_order(), links)
        self.place = {t: place for column in self.columns for place, t in enumerate(column)}
        self.ports = self._find_ports()
        self._link_things()
        self.at = placed(self.columns, [line.way for line in self.lines], self.things, GAP_PX)
        self.edges_x = self._edges_x()

    def _box_size(self, n: int) -> tuple[int, int]:
        sides = (self.starting[n], self.ending[n])
        ports_px = max(sum(_port_px(line) for line in side) for side in sides)
        width, height = box_size(self.nodes[n], ports_px)
        column = self.column[n]
        loop_px = _label_px(self.loops[n]) if n in self.loops else 0
        self.widths[column] = max(self.widths[column], width, loop_px)
        return width, height

    def _box_thing(self, n: int) -> Thing:
        half = self.sizes[n][1] // 2
        if n not in self.loops:
            return Thing(half, half)
        loop = self.loops[n]
        return Thing(half, half + LOOP_PX + wire_px(loop) + ROW_PX * len(rows_of(loop.edges)))

    def _choose_label_columns(self) -> None:
        """Labels of long lines go where a column is wide anyhow, else near the middle."""
        taken = [0] * len(self.widths)
        for line in sorted(self.lines, key=lambda line: self._span(line)):
            left, right = self.column[line.left], self.column[line.right]
            rows = len(line.bundle.edges)

            def cost(column: int, line: _Line = line, ends: int = left + right) -> tuple[int, ...]:
                wider = max(0, line.label_px - self.widths[column])
                return wider, taken[column] if self._span(line) > 2 else 0, abs(2 * column - ends)

            line.label_column = min(range(left + 1, right, 2), key=cost)
            taken[line.label_column] += rows
            width = self.widths[line.label_column]
            self.widths[line.label_column] = max(width, line.label_px)

    def _span(self, line: _Line) -> int:
        return self.column[line.right] - self.column[line.left]

    def _lay_ways(self) -> None:
        for line in self.lines:
            half = (wire_px(line.bundle) + 1) // 2
            for column in range(self.column[line.left] + 1, self.column[line.right]):
                rows = len(rows_of(line.bundle.edges)) if column == line.label_column else 0
                line.way.append(len(self.things))
                self.things.append(
                    Thing(half + ROW_PX * rows + (LABEL_GAP_PX if rows else 0), half)
                )

    def _links(self, line: _Line) -> list[tuple[int, int]]:
        stops = [line.left, *line.way, line.right]
        return list(pairwise(stops))

    def _first_order(self) -> list[list[int]]:
        """Depth first along short lines, so that these are drawn above the long ones."""
        columns: list[list[int]] = [[] for _ in self.widths]
        seen: set[int] = set()
        for root in sorted(range(len(self.nodes)), key=lambda n: self.column[n]):
            stack: list[int | _Line] = [root]
            while stack:
                item = stack.pop()
                if isinstance(item, _Line):
                    start = self.column[item.left] + 1
                    for column, thing in enumerate(item.way, start):
                        columns[column].append(thing)
                    stack.append(item.right)
                elif item not in seen:
                    seen.add(item)
                    columns[self.column[item]].append(item)
                    short_first = sorted(
                        self.starting[item], key=lambda line: (self._span(line), line.turned)
                    )
                    stack += reversed(short_first)
        return columns

    def _find_ports(self) -> dict[tuple[int, int], int]:
        """Where each line meets its boxes: (box, thing next to it) -> pixels below the centre."""
        ports: dict[tuple[int, int], int] = {}
        for n in range(len(self.nodes)):
            for lines, end in ((self.starting[n], 0), (self.ending[n], -1)):
                y = -sum(_port_px(line) for line in lines) // 2
                for line in sorted(lines, key=lambda line: self.place[line.way[end]]):
                    ports[n, line.way[end]] = y + _port_px(line) // 2
                    y += _port_px(line)
        return ports

    def _link_things(self) -> None:
        for line in self.lines:
            for a, b in self._links(line):
                at_a, at_b = self.ports.get((a, b), 0), self.ports.get((b, a), 0)
                weight = STRAIGHT
                if a == line.left or b == line.right:
                    weight = SHORT if self._span(line) == 2 else LONG
                self.things[a].right.append(Link(b, at_b, at_a, weight))
                self.things[b].left.append(Link(a, at_a, at_b, weight))

    def _edges_x(self) -> list[tuple[int, int]]:
        """Left and right edge of each column; gaps are wider where lines are steep."""
        steepest = [0] * len(self.widths)
        for line in self.lines:
            for column, (a, b) in enumerate(self._links(line), self.column[line.left]):
                rise = self.at[a] + self.ports.get((a, b), 0)
                rise -= self.at[b] + self.ports.get((b, a), 0)
                steepest[column] = max(steepest[column], abs(rise))
        edges, x = [], 0
        for width, rise in zip(self.widths, steepest, strict=True):
            edges.append((x, x + width))
            x += width + COLUMN_GAP_PX + min(rise, 300) // 10
        return edges

    def picture(self) -> Picture:
        """Everything in its place, with the corner at (0, 0)."""
        tops = [y - thing.above for y, thing in zip(self.at, self.things, strict=True)]
        bottoms = [y + thing.below for y, thing in zip(self.at, self.things, strict=True)]
        up = (0, -min(tops))
        boxes = [self._box(n) for n in range(len(self.nodes))]
        wires = [self._wire(line, boxes) for line in self.lines]
        labels = [
            label
            for line in self.lines
            for label in _labels(
                line.bundle,
                sum(self.edges_x[line.label_column]) // 2,
                tops[line.way[line.label_column - self.column[line.left] - 1]],
            )
        ]
        for n, loop in self.loops.items():
            wires.append(_loop_wire(loop, boxes[n].frame))
            rows_px = ROW_PX * len(rows_of(loop.edges))
            center = sum(self.edges_x[self.column[n]]) // 2
            labels += _labels(loop, center, bottoms[n] - rows_px)
        return Picture(
            self.edges_x[-1][1],
            max(bottoms) - min(tops),
            tuple(box.moved(up) for box in boxes),
            tuple(label.moved(up) for label in labels),
            tuple(wire.moved(up) for wire in wires),
        )

    def _box(self, n: int) -> Box:
        width, height = self.sizes[n]
        left, right = self.edges_x[self.column[n]]
        frame = Rect((left + right - width) // 2, self.at[n] - height // 2, width, height)
        return Box(self.nodes[n], frame)

    def _wire(self, line: _Line, boxes: Sequence[Box]) -> Wire:
        first, last = boxes[line.left], boxes[line.right]
        y = self.at[line.left] + self.ports[line.left, line.way[0]]
        start = first.frame.right - _inset(first, y)[1]
        points: list[Point] = [(start, y), (self.edges_x[self.column[line.left]][1] + STUB_PX, y)]
        for column, thing in enumerate(line.way, self.column[line.left] + 1):
            points += [(x, self.at[thing]) for x in self.edges_x[column]]
        y = self.at[line.right] + self.ports[line.right, line.way[-1]]
        end = last.frame.left + _inset(last, y)[0]
        points += [(self.edges_x[self.column[line.right]][0] - STUB_PX, y), (end, y)]
        if line.turned:
            points.reverse()
        left, right = self.edges_x[line.label_column]
        thing = line.way[line.label_column - self.column[line.left] - 1]
        middle = ((left + right) // 2, self.at[thing])
        return Wire(line.bundle, tuple(points), line.turned, middle=middle)


def _port_px(line: _Line) -> int:
    return wire_px(line.bundle) + PORT_GAP_PX


def _label_px(bundle: Bundle) -> int:
    return max(label_size(edge)[0] for edge in bundle.edges)


def _inset(box: Box, y: int) -> tuple[int, int]:
    return inset(box.node.addon.kind, box.frame.height, y - box.frame.top)


def _labels(bundle: Bundle, center: int, top: int) -> list[Label]:
    left = center - _label_px(bundle) // 2
    return [
        Label(edge, Rect(left, top + row * ROW_PX, *label_size(edge)))
        for row, edge in enumerate(rows_of(bundle.edges))
    ]


def _loop_wire(loop: Bundle, frame: Rect) -> Wire:
    center, half = frame.left + frame.width // 2, frame.width // 4
    deep = frame.bottom + LOOP_PX
    corners = (
        (center + half, frame.bottom),
        (center + half, deep),
        (center - half, deep),
        (center - half, frame.bottom),
    )
    return Wire(loop, corners, loop=True)
