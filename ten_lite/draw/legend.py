"""The legend of an SVG: what the shapes, colours, dashes and notes that occur in it mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ten_lite.addons import AddonKind
from ten_lite.config.definition import GraphDef
from ten_lite.draw.pen import path, text
from ten_lite.draw.picture import Rect
from ten_lite.draw.shapes import outline
from ten_lite.draw.style import KINDS, mark
from ten_lite.draw.words import queue_note, width_px
from ten_lite.messages import Kind

__all__ = ["legend"]

ROW_PX = 26
SIGN_PX = 36
SIGN_GAP_PX = 7
GAP_PX = 20


@dataclass(frozen=True, slots=True)
class _Entry:
    words: str
    shape: AddonKind | None = None
    message: Kind | None = None
    derived: bool = False
    role: str = ""

    @property
    def sign_px(self) -> int:
        return SIGN_PX + SIGN_GAP_PX if self.shape or self.message or self.derived else 0

    @property
    def width_px(self) -> int:
        return self.sign_px + width_px(self.words, 12)

    def drawn(self, x: int, y: int) -> Iterator[str]:
        if self.shape:
            yield path("box", outline(self.shape, Rect(x, y - 9, SIGN_PX, 18)))
        elif self.message:
            yield path(f"strand {self.message}", f"M{x} {y}H{x + SIGN_PX}")
            yield path(f"mark {self.message}", mark(self.message, x + SIGN_PX // 2, y))
        elif self.derived:
            yield path("strand derived", f"M{x} {y}H{x + SIGN_PX}")
        yield text(self.role, x + self.sign_px, y + 4, self.words)


def _entries(graph: GraphDef) -> Iterator[_Entry]:
    for shape in dict.fromkeys(node.addon.kind for node in graph.nodes):
        yield _Entry(shape, shape=shape)
    used = {edge.message.kind for edge in graph.edges}
    for kind in KINDS:
        if kind in used:
            yield _Entry(kind, message=kind)
    if any(edge.derived for edge in graph.edges):
        yield _Entry("wired by type", derived=True)
    noted = next((edge for edge in graph.edges if queue_note(edge)), None)
    if noted:
        yield _Entry(f"{queue_note(noted)}: queue, where not the default", role="note")
    if any(node.fallback for node in graph.nodes):
        yield _Entry("↳ fallback", role="note")


def legend(graph: GraphDef, width: int, left: int, top: int) -> tuple[list[str], Rect]:
    """The legend's elements, in rows, and the room they take, in pixels.

    Args:
        graph: What is drawn.
        width: Where rows are broken, in pixels from ``left``.
        left: Where rows begin.
        top: Where the first row begins.
    """
    parts: list[str] = []
    x, y, widest = left, top, 0
    for entry in _entries(graph):
        if x > left and x + entry.width_px > left + width:
            x, y = left, y + ROW_PX
        parts += entry.drawn(x, y + ROW_PX // 2)
        widest = max(widest, x + entry.width_px - left)
        x += entry.width_px + GAP_PX
    return parts, Rect(left, top, widest, y + ROW_PX - top)
