"""A checked graph as JSON, for other programs: every connection, also those wired by type."""

from __future__ import annotations

import json
from typing import Any

from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef

__all__ = ["graph_json"]


def graph_json(graph: GraphDef) -> str:
    """An object with ``name``, ``description``, ``nodes`` and ``edges``; ASCII, ends in a newline.

    A node is ``{"name", "addon", "kind", "fallback": [addon, ...]}``, an edge ``{"source",
    "target", "kind", "message", "derived", "queue": {"size", "policy"}}``. Both keep the graph's
    order. Keys may be added in later versions; none of these goes or changes its meaning.
    """
    value = {
        "name": graph.name,
        "description": graph.description,
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [_edge(edge) for edge in graph.edges],
    }
    return json.dumps(value, indent=2) + "\n"


def _node(node: NodeDef) -> dict[str, Any]:
    return {
        "name": node.name,
        "addon": node.addon.name,
        "kind": node.addon.kind,
        "fallback": [fallback.addon.name for fallback in node.fallback],
    }


def _edge(edge: EdgeDef) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": edge.message.kind,
        "message": edge.message.name,
        "derived": edge.derived,
        "queue": {"size": edge.queue.size, "policy": edge.queue.policy},
    }
