"""Checks of nodes as such: that there are some, and that each has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft, objects
from ten_lite.config.text.pointer import join
from ten_lite.errors import Problem

__all__ = ["check_names", "check_some_nodes"]


def check_some_nodes(draft: Draft) -> Iterator[Problem]:
    """A graph without nodes does nothing."""
    if draft.root.graph.get("nodes", []) == []:
        cure = 'add e.g. {"type": "extension", "name": "stt", "addon": "local_stt"}'
        yield draft.problem("TL202", "the graph has no nodes", "/nodes", cure)


def check_names(draft: Draft) -> Iterator[Problem]:
    """Connections name nodes, so no two may share a name."""
    for sheet in draft.sheets:
        first: dict[str, str] = {}
        for index, node in objects(sheet.graph, "nodes"):
            name, pointer = node.get("name"), join(sheet.prefix, "nodes", index)
            if not isinstance(name, str) or not name:
                continue
            if name in first:
                message = f'there is a node "{name}" already, at {first[name]}'
                cure = "rename one of them, also in the connections"
                yield draft.problem("TL201", message, join(pointer, "name"), cure)
            first.setdefault(name, join("", "nodes", index))
    yield from _clashes(draft)


def _clashes(draft: Draft) -> Iterator[Problem]:
    """Names that only clash once subgraphs are put in: ``sub`` + ``x`` and a node ``sub_x``."""
    for node in draft.nodes:
        first = draft.by_name.get(node.name, node)
        if node.pointer.partition("/")[0] != first.pointer.partition("/")[0]:
            message = f'a node of a subgraph is called "{node.name}" in the whole graph, as this is'
            cure = "rename this node or the subgraph's node; subgraph x and node y make x_y"
            below = max(node, first, key=lambda n: n.pointer.startswith("#"))
            other = first if below is node else node
            yield draft.problem("TL201", message, join(other.pointer, "name"), cure)
