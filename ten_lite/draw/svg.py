"""A graph as SVG: one file that needs nothing else, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape

from ten_lite.config.definition import GraphDef
from ten_lite.draw.layout import laid_out
from ten_lite.draw.legend import legend
from ten_lite.draw.pen import curve, group, head, looped, path, text
from ten_lite.draw.picture import Box, Label, Picture, Point, Wire
from ten_lite.draw.shapes import outline, text_down_px
from ten_lite.draw.sizes import MARK_PX, NOTE_GAP_PX, STRAND_PX, box_rows, label_rows
from ten_lite.draw.style import css, mark
from ten_lite.draw.words import clean, queue_note

__all__ = ["svg"]

MARGIN_PX = 24
LEGEND_WIDTH_PX = 620


def svg(graph: GraphDef) -> str:
    """An SVG document: boxes shaped by kind, one line for each pair of nodes, a legend.

    Lines run to the right, but for those that close a loop. The same graph gives the same
    bytes.
    """
    picture = Picture(0, 0).joined(laid_out(graph), (MARGIN_PX, MARGIN_PX))
    top = picture.height + MARGIN_PX
    width = max(picture.width - MARGIN_PX, LEGEND_WIDTH_PX)
    explained, room = legend(graph, width, MARGIN_PX, top)
    width, height = max(picture.width, room.right) + MARGIN_PX, room.bottom + MARGIN_PX // 2
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ten-lite-graph" role="img" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"<title>{escape(clean(graph.name))}</title>",
        f"<desc>{escape(clean(_description(graph)))}</desc>",
        f"<style>\n{css()}\n</style>",
        f'<rect class="page" width="{width}" height="{height}" rx="8"/>',
        *(_wire(wire) for wire in picture.wires),
        *(_box(box) for box in picture.boxes),
        *(_label(label) for label in picture.labels),
        *explained,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _description(graph: GraphDef) -> str:
    counts = f"{len(graph.nodes)} nodes, {len(graph.edges)} connections"
    return f"{graph.description} ({counts})".strip()


def _box(box: Box) -> str:
    node, frame = box.node, box.frame
    rows = box_rows(node)
    title = f"{node.name}: {node.addon.name} ({node.addon.kind})"
    if node.fallback:
        title += ", fallback " + ", ".join(fallback.addon.name for fallback in node.fallback)
    parts = [path("box", outline(node.addon.kind, frame))]
    spare = frame.height - sum(row.height_px for row in rows)
    y = frame.top + spare // 2 + text_down_px(node.addon.kind)
    for row in rows:
        y += row.height_px
        x = frame.left + frame.width // 2
        parts.append(text(f"middle {row.role}", x, y - 4, row.text, row.font_px))
    return group(title, parts)


def _wire(wire: Wire) -> str:
    bundle = wire.bundle
    names = ", ".join(dict.fromkeys(edge.message.name for edge in bundle.edges))
    tip = wire.points[-1]
    pointing = (0, -1) if wire.loop else (-1, 0) if wire.turned else (1, 0)
    # lines end within the arrow's head, not beside its tip
    way = (*wire.points[:-1], (tip[0] - 6 * pointing[0], tip[1] - 6 * pointing[1]))
    draw = looped if wire.loop else curve
    parts = list(_strands(wire, way, draw))
    kinds = {kind for kind, _ in bundle.strands}
    classes = f"head {kinds.pop()}" if len(kinds) == 1 else "head"
    parts.append(head(classes, tip, pointing, len(bundle.strands)))
    if wire.turned:  # its end may be far away
        parts.append(head(classes, wire.middle, pointing, len(bundle.strands)))
    return group(f"{bundle.source} to {bundle.target}: {names}", parts)


def _strands(
    wire: Wire, way: Sequence[Point], draw: Callable[[Sequence[Point], float], str]
) -> Iterator[str]:
    strands = wire.bundle.strands
    for number, (kind, derived) in enumerate(strands):
        aside = (2 * number - len(strands) + 1) * STRAND_PX / 2
        yield path(f"strand {kind}{' derived' if derived else ''}", draw(way, aside))


def _label(label: Label) -> str:
    edge, frame = label.edge, label.frame
    (name, name_px), (note, _) = label_rows(edge)
    y = frame.top + 12
    parts = [
        path(f"mark {edge.message.kind}", mark(edge.message.kind, frame.left + 5, y - 4)),
        text("derived" if edge.derived else "", frame.left + MARK_PX, y, name),
    ]
    title = f"{edge.message.kind} {edge.message.name}, queue {edge.queue.size} {edge.queue.policy}"
    if queue_note(edge):
        x = frame.left + MARK_PX + name_px + NOTE_GAP_PX
        parts.append(text("note", x, y, note))
    return group(title, parts)
