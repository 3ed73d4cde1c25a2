"""JSON to paste into a graph file: a connection, written where both of its ends can be named."""

from __future__ import annotations

import json

from ten_lite.config.reading.draft import Draft, Sheet
from ten_lite.messages import Message

__all__ = ["connection"]


def connection(draft: Draft, source: str, message: type[Message], target: str | None) -> str:
    """The connection, for the innermost graph that holds both nodes.

    Args:
        draft: The draft.
        source: The sending node, by its name in the whole graph; it need not be there yet.
        message: What travels.
        target: The receiving node; None for nowhere.
    """
    ends = [source] if target is None else [source, target]
    sheet = draft.root
    while (inner := _holding(draft, sheet, ends)) is not None:
        sheet = inner
    locations = [_location(draft, sheet, end) for end in ends]
    flow = {"name": message.name, "dest": locations[1:]}
    text = json.dumps({**locations[0], message.kind: [flow]}, ensure_ascii=False)
    if any("subgraph" in location for location in locations):
        text += "   (the subgraph has to expose it)"
    return text


def _holding(draft: Draft, sheet: Sheet, names: list[str]) -> Sheet | None:
    """The subgraph of ``sheet`` that holds all ``names``."""
    known = [name for name in names if name in draft.by_name]
    for inner in sheet.subgraphs.values():
        if known and all(_is_inside(draft, inner, name) for name in known):
            return inner
    return None


def _is_inside(draft: Draft, sheet: Sheet, name: str) -> bool:
    prefix = draft.by_name[name].pointer.partition("/")[0]
    if prefix == sheet.prefix:
        return True
    return any(_is_inside(draft, inner, name) for inner in sheet.subgraphs.values())


def _location(draft: Draft, sheet: Sheet, name: str) -> dict[str, str]:
    """How ``name`` is called in ``sheet``."""
    if name in draft.by_name:
        for key, inner in sheet.subgraphs.items():
            if _is_inside(draft, inner, name):
                return {"subgraph": key}
    return {"extension": name.removeprefix(sheet.name_prefix)}
