"""What is written in boxes and labels, and the room it takes, in pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ten_lite.config.definition import EdgeDef, NodeDef
from ten_lite.draw.bundle import Bundle
from ten_lite.draw.shapes import side_room, text_down_px
from ten_lite.draw.words import cut, node_words, queue_note, width_px

__all__ = [
    "LOOP_PX",
    "MARK_PX",
    "NOTE_GAP_PX",
    "ROW_PX",
    "STRAND_PX",
    "Row",
    "box_rows",
    "box_size",
    "label_rows",
    "label_size",
    "rows_of",
    "wire_px",
]

NAME_CELLS = 26
NAME_PX, MORE_PX, LABEL_PX = 14, 12, 12
ROW_PX = 16
MARK_PX = 14
NOTE_GAP_PX = 7
STRAND_PX = 4
LOOP_PX = 18
PADDING_PX = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text in a box.

    Attributes:
        text: As it is drawn.
        role: ``name`` or ``more``, its class in the style sheet.
        font_px: Its size.
        height_px: Room it takes in height.
    """

    text: str
    role: str
    font_px: int
    height_px: int


def box_rows(node: NodeDef) -> list[Row]:
    """The node's name, its addon where that is called otherwise, and its fallbacks."""
    first, *more = (cut(row, NAME_CELLS) for row in node_words(node))
    rows = [Row(first, "name", NAME_PX, 18)]
    return rows + [Row(row, "more", MORE_PX, 16) for row in more]


def box_size(node: NodeDef, ports_px: int) -> tuple[int, int]:
    """Width and height of a node's box, both even.

    Args:
        node: What is written into it.
        ports_px: Height that the lines at its busier side need.
    """
    rows = box_rows(node)
    text = max(width_px(row.text, row.font_px) for row in rows)
    width = max(72, text + 2 * (PADDING_PX + side_room(node.addon.kind)))
    height = max(sum(row.height_px for row in rows) + 20, ports_px + 8)
    height += text_down_px(node.addon.kind) * 2
    return width + width % 2, height + height % 2


def rows_of(edges: Iterable[EdgeDef]) -> list[EdgeDef]:
    """``edges`` without those that would read the same."""
    seen = {(e.message.kind, e.message.name, e.derived, e.queue): e for e in edges}
    return list(seen.values())


def label_rows(edge: EdgeDef) -> tuple[tuple[str, int], tuple[str, int]]:
    """A message's name and what is said of its queue, each with its width."""
    name, note = cut(edge.message.name, NAME_CELLS + 6), queue_note(edge)
    return (name, width_px(name, LABEL_PX)), (note, width_px(note, LABEL_PX) if note else 0)


def label_size(edge: EdgeDef) -> tuple[int, int]:
    """Width and height of the line that names a message."""
    (_, name_px), (_, note_px) = label_rows(edge)
    return MARK_PX + name_px + (NOTE_GAP_PX + note_px if note_px else 0), ROW_PX


def wire_px(bundle: Bundle) -> int:
    """How thick a bundle's line is."""
    return STRAND_PX * len(bundle.strands)
