"""Checks of nodes as such: that there are some, and that each has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.draft import Draft
from ten_lite.config.pointer import join
from ten_lite.errors import Problem

__all__ = ["check_names", "check_some_nodes"]


def check_some_nodes(draft: Draft) -> Iterator[Problem]:
    """A graph without nodes does nothing."""
    if draft.graph.get("nodes", []) == []:
        cure = 'add e.g. {"type": "extension", "name": "stt", "addon": "local_stt"}'
        yield draft.problem("TL202", "the graph has no nodes", "/nodes", cure)


def check_names(draft: Draft) -> Iterator[Problem]:
    """Connections name nodes, so no two may share a name."""
    for node in draft.nodes:
        first = draft.by_name[node.name]
        if first is not node:
            message = f'there is a node "{node.name}" already, at {first.pointer}'
            cure = "rename one of them, also in the connections"
            yield draft.problem("TL201", message, join(node.pointer, "name"), cure)
