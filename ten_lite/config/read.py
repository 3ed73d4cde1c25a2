"""Steps that read a raw graph: its shape is judged, and whatever is usable goes into the draft."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.draft import KINDS, Draft, EdgeDraft, NodeDraft, objects
from ten_lite.config.model import GraphPart
from ten_lite.config.pointer import Json, join
from ten_lite.config.shape import shape_problems
from ten_lite.errors import Problem
from ten_lite.messages import Kind

__all__ = ["check_shape", "read_edges", "read_nodes"]


def check_shape(draft: Draft) -> Iterator[Problem]:
    """Types and keys of everything but the properties, which are the addons' matter."""
    yield from shape_problems(draft.problem, GraphPart, draft.graph)


def read_nodes(draft: Draft) -> Iterator[Problem]:
    """Every node that has a name."""
    yield from ()
    for index, node in objects(draft.graph, "nodes"):
        name, addon = node.get("name"), node.get("addon")
        if not isinstance(name, str) or not name:
            continue
        properties = node.get("property", {})
        known = NodeDraft(
            join("", "nodes", index),
            name,
            addon if isinstance(addon, str) and addon else None,
            properties if isinstance(properties, dict) else None,
        )
        draft.nodes.append(known)
        draft.by_name.setdefault(name, known)


def read_edges(draft: Draft) -> Iterator[Problem]:
    """Every connection, one for each message and pair of nodes, whichever way it is written."""
    yield from ()
    for index, connection in objects(draft.graph, "connections"):
        pointer = join("", "connections", index)
        here = _end(draft, connection, pointer)
        for kind in KINDS:
            for at, flow in objects(connection, kind):
                _read_flow(draft, kind, flow, join(pointer, kind, at), here)


def _read_flow(
    draft: Draft, kind: Kind, flow: dict[str, Json], pointer: str, here: str | None
) -> None:
    names = _names(flow, pointer)
    for direction in ("dest", "source"):
        if direction not in flow:
            continue
        ends: list[tuple[str | None, str]] = []
        for index, there in objects(flow, direction):
            place = join(pointer, direction, index)
            ends.append((_end(draft, there, place), join(place, "extension")))
        # an empty list is a connection too: the message goes nowhere, on purpose
        for there_name, there_at in ends or [(None, pointer)]:
            for name, name_at in names:
                edge = EdgeDraft(kind, name, here, there_name, name_at, there_at)
                if direction == "source":
                    edge = EdgeDraft(kind, name, there_name, here, there_at, name_at)
                edge.queue, edge.queue_at = flow.get("queue"), join(pointer, "queue")
                draft.edges.append(edge)


def _names(flow: dict[str, Json], pointer: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if isinstance(name := flow.get("name"), str):
        found.append((name, join(pointer, "name")))
    if isinstance(several := flow.get("names"), list):
        for index, name in enumerate(several):
            if isinstance(name, str):
                found.append((name, join(pointer, "names", index)))
    return found


def _end(draft: Draft, location: dict[str, Json], pointer: str) -> str | None:
    name = location.get("extension")
    if not isinstance(name, str) or not name:
        return None
    draft.ends.append((join(pointer, "extension"), name))
    return name
