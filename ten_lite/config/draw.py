"""A graph as mermaid text: nodes shaped by kind, connections labelled by message."""

from __future__ import annotations

import re

from ten_lite.addons import AddonKind
from ten_lite.config.definition import GraphDef, NodeDef

__all__ = ["mermaid"]

SHAPES: dict[AddonKind, tuple[str, str]] = {
    "transport": ("([", "])"),
    "vad": ("(", ")"),
    "stt": ("[/", "/]"),
    "control": ("{{", "}}"),
    "llm": ("[[", "]]"),
    "tts": ("[\\", "\\]"),
    "tool": ("[(", ")]"),
    "generic": ("[", "]"),
}

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
RESERVED = re.compile(
    "(?:call|class|classdef|click|default|direction|end|flowchart|graph|href|interpolate|linkstyle"
    r"|style|subgraph)\Z",
    re.IGNORECASE,
)


def mermaid(graph: GraphDef) -> str:
    """A flowchart: one line a node, one line a pair of nodes; derived connections are dashed."""
    ids = _ids(graph)
    lines = ["flowchart LR"]
    lines += [f"    {ids[node.name]}{_shape(node)}" for node in graph.nodes]
    messages: dict[tuple[str, str, bool], list[str]] = {}
    for edge in graph.edges:
        pair = (edge.source, edge.target, edge.derived)
        messages.setdefault(pair, []).append(edge.message.name)
    for (source, target, derived), names in messages.items():
        arrow = "-.->" if derived else "-->"
        label = _text("<br/>".join(dict.fromkeys(names)))
        lines.append(f"    {ids[source]} {arrow}|{label}| {ids[target]}")
    return "\n".join(lines) + "\n"


def _shape(node: NodeDef) -> str:
    left, right = SHAPES.get(node.addon.kind, SHAPES["generic"])
    addon = node.addon.name
    label = node.name if addon == node.name else f"{node.name}<br/>{addon}"
    return f"{left}{_text(label)}{right}"


def _text(label: str) -> str:
    # mermaid has no escape in a label but entities; <br/> is meant as it stands
    escaped = label.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;")
    return f'"{escaped.replace("#lt;br/>", "<br/>")}"'


def _ids(graph: GraphDef) -> dict[str, str]:
    """Names that mermaid can take as they are stay; the others become ``node_1`` and so on."""
    names = [node.name for node in graph.nodes]
    plain = {n for n in names if PLAIN.match(n) and not RESERVED.match(n)}
    ids = {name: name for name in plain}
    for number, name in enumerate(names):
        if name not in ids:
            other = f"node_{number}"
            while other in plain:
                other += "_"
            ids[name] = other
    return ids
