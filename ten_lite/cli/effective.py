"""What ``ten-lite check --show-effective`` prints: the graph as it comes to run."""

from __future__ import annotations

import json
from typing import Any

from ten_lite.config.check import CheckedGraph
from ten_lite.config.effective import effective_values
from ten_lite.config.fitting.edges import queue_of
from ten_lite.config.reading.draft import Draft

__all__ = ["effective", "effective_text"]

WIDEST = 60


def effective(checked: CheckedGraph) -> dict[str, Any]:
    """Nodes with the value and origin of every property, and connections with their queues."""
    draft = checked.draft
    if draft is None:
        return {"nodes": [], "connections": []}
    nodes: dict[tuple[str, str], dict[str, Any]] = {
        (node.name, node.spec.name): {"name": node.name, "addon": node.spec.name, "properties": []}
        for node in draft.providers()
        if node.spec is not None
    }
    for found in effective_values(draft):
        nodes[found.node, found.addon]["properties"].append(
            {"path": found.path, "value": found.value, "origin": found.origin}
        )
    return {"nodes": list(nodes.values()), "connections": _connections(draft)}


def _connections(draft: Draft) -> list[dict[str, Any]]:
    rows = []
    for edge in draft.edges:
        if edge.message is not None and edge.source and edge.target:
            queue = queue_of(edge)
            rows.append(
                {
                    "source": edge.source,
                    "target": edge.target,
                    "kind": edge.kind,
                    "message": edge.name,
                    "derived": edge.derived,
                    "converted": edge.converter is not None,
                    "queue": {"size": queue.size, "policy": queue.policy},
                }
            )
    return rows


def effective_text(name: str, found: dict[str, Any]) -> str:
    """The same as text, a line for each property and connection."""
    lines = [f"graph {name}"]
    for node in found["nodes"]:
        lines.append(f"  {node['name']} ({node['addon']})")
        rows = [(row["path"], _short(row["value"]), row["origin"]) for row in node["properties"]]
        lines += _table(rows, "    ")
    lines.append("  connections")
    lines += _table(
        [
            (
                f"{edge['source']} -> {edge['target']}",
                f"{edge['kind']} {edge['message']}",
                f"{edge['queue']['policy']} {edge['queue']['size']}"
                + (", derived" if edge["derived"] else "")
                + (", converted" if edge["converted"] else ""),
            )
            for edge in found["connections"]
        ],
        "    ",
    )
    return "\n".join(lines)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."


def _table(rows: list[tuple[str, str, str]], indent: str) -> list[str]:
    widths = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    return [f"{indent}{a:{widths[0]}}  {b:{widths[1]}}  {c}" for a, b, c in rows]
