"""The layout of a whole graph: parts that hang together below one another, single nodes last."""

from __future__ import annotations

from ten_lite.config.definition import GraphDef
from ten_lite.draw.arrange import arranged
from ten_lite.draw.bundle import bundled
from ten_lite.draw.layers import components
from ten_lite.draw.picture import Picture

__all__ = ["laid_out"]

PART_GAP_PX = 36
SINGLE_GAP_PX = 24
ROW_WIDTH_PX = 900


def laid_out(graph: GraphDef) -> Picture:
    """Where everything of ``graph`` goes; the same graph gives the same picture."""
    bundles = bundled(graph.edges)
    number = {node.name: place for place, node in enumerate(graph.nodes)}
    arcs = [(number[b.source], number[b.target]) for b in bundles]
    picture = Picture(0, 0)
    singles: list[Picture] = []
    for members in components(len(graph.nodes), arcs):
        names = {graph.nodes[member].name for member in members}
        part = arranged(
            [graph.nodes[member] for member in members],
            [bundle for bundle in bundles if bundle.source in names],
        )
        if len(members) == 1:
            singles.append(part)
        else:
            picture = picture.joined(part, (0, _next_row(picture, PART_GAP_PX)))
    return _with_singles(picture, singles)


def _with_singles(picture: Picture, singles: list[Picture]) -> Picture:
    widest = max(picture.width, ROW_WIDTH_PX)
    x, y = 0, _next_row(picture, PART_GAP_PX)
    for part in singles:
        if x and x + part.width > widest:
            x, y = 0, _next_row(picture, SINGLE_GAP_PX)
        picture = picture.joined(part, (x, y))
        x += part.width + SINGLE_GAP_PX
    return picture


def _next_row(picture: Picture, gap_px: int) -> int:
    return picture.height + gap_px if picture.boxes else 0
