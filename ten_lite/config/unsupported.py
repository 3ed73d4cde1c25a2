"""Parts of TEN's language that are not built yet, or mean nothing here: told, never skipped."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.draft import KINDS, Draft, objects
from ten_lite.config.pointer import Json, join
from ten_lite.errors import Problem

__all__ = ["check_supported", "check_without_effect"]

NODE_KEYS = ("graph", "filter", "restart", "fallback")
GRAPH_KEYS = ("exposed_messages", "exposed_properties")


def check_supported(draft: Draft) -> Iterator[Problem]:
    """What would change how the graph runs, and cannot be honoured."""
    for key in GRAPH_KEYS:
        if draft.graph.get(key):
            yield _not_yet(draft, key, join("", key))
    for index, node in objects(draft.graph, "nodes"):
        place = join("", "nodes", index)
        if node.get("type") in ("subgraph", "selector"):
            yield _not_yet(draft, f"a node of type {node['type']}", join(place, "type"), key=False)
        for key in NODE_KEYS:
            if node.get(key) is not None:
                yield _not_yet(draft, key, join(place, key))
    for place, location in _locations(draft.graph):
        for key in ("subgraph", "selector", "msg_conversion"):
            if location.get(key) is not None:
                yield _not_yet(draft, key, join(place, key))


def check_without_effect(draft: Draft) -> Iterator[Problem]:
    """``app``: a graph runs in one process here."""
    for index, node in objects(draft.graph, "nodes"):
        if node.get("app") is not None:
            place = join("", "nodes", index, "app")
            cure = "the whole graph runs in this process; it may stay for TEN's sake"
            yield draft.problem(
                "TL111", '"app" has no effect here', place, cure, on_key=True, severity="warning"
            )


def _not_yet(draft: Draft, what: str, pointer: str, *, key: bool = True) -> Problem:
    shown = f'"{what}"' if key else what
    message, cure = f"{shown} is not supported yet", "write the nodes and connections out"
    return draft.problem("TL112", message, pointer, cure, on_key=key)


def _locations(graph: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    """Every place that names a node: connections, destinations and sources."""
    for index, connection in objects(graph, "connections"):
        place = join("", "connections", index)
        yield place, connection
        for kind in KINDS:
            for at, flow in objects(connection, kind):
                for direction in ("dest", "source"):
                    for end, location in objects(flow, direction):
                        yield join(place, kind, at, direction, end), location
