"""Reading one written graph: its shape is judged, and its usable nodes are taken out."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft, NodeDraft, Sheet, objects
from ten_lite.config.reading.environment import expand_sheet
from ten_lite.config.shape.judge import shape_problems
from ten_lite.config.shape.model import GraphPart
from ten_lite.config.text.pointer import Json, join
from ten_lite.errors import Problem

__all__ = ["read_node", "read_sheet"]


def read_sheet(draft: Draft, sheet: Sheet) -> Iterator[Problem]:
    """Put variables in, judge the shape, and fill ``sheet.members``."""
    yield from expand_sheet(draft, sheet)
    yield from shape_problems(draft.problem, GraphPart, sheet.graph, sheet.prefix)
    for _, node in objects(sheet.graph, "nodes"):
        name = node.get("name")
        if isinstance(name, str) and name:
            sheet.members.setdefault(name, node)


def read_node(node: dict[str, Json], pointer: str, name: str) -> NodeDraft:
    """A node of type extension with its fallbacks, as far as they are usable."""
    made = _provider(node, pointer, name)
    made.restart = node.get("restart")
    made.fallback = [
        _provider(stand_in, join(pointer, "fallback", index), name)
        for index, stand_in in objects(node, "fallback")
    ]
    return made


def _provider(raw: dict[str, Json], pointer: str, name: str) -> NodeDraft:
    addon, properties = raw.get("addon"), raw.get("property", {})
    return NodeDraft(
        pointer,
        name,
        addon if isinstance(addon, str) and addon else None,
        properties if isinstance(properties, dict) else None,
    )
