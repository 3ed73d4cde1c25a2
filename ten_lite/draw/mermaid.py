"""A graph as mermaid text: nodes shaped by kind, connections coloured by kind of message."""

from __future__ import annotations

from collections.abc import Iterable

from ten_lite.addons import AddonKind
from ten_lite.config.definition import GraphDef, NodeDef
from ten_lite.draw.bundle import split_bundles
from ten_lite.draw.ids import ids
from ten_lite.draw.style import KIND_COLOURS
from ten_lite.draw.words import clean, edge_words, node_words
from ten_lite.messages import Kind

__all__ = ["mermaid"]

SHAPES: dict[AddonKind, tuple[str, str]] = {
    "transport": ("([", "])"),
    "vad": ("(", ")"),
    "stt": ("[/", "/]"),
    "turn_detector": (">", "]"),
    "control": ("{{", "}}"),
    "llm": ("[[", "]]"),
    "tts": ("[\\", "\\]"),
    "tool": ("[(", ")]"),
    "generic": ("[", "]"),
}

ENTITIES = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", "&": "#amp;", "`": "#96;"})
RESERVED = frozenset(
    {"call", "class", "classdef", "click", "default", "direction", "end", "flowchart", "graph"}
    | {"href", "interpolate", "linkstyle", "style", "subgraph"}
)


def mermaid(graph: GraphDef) -> str:
    """A flowchart: one line a node, one line a pair of nodes; derived connections are dashed.

    A connection has the colour of its kind of message where all its messages are of one kind.
    """
    names = ids(graph, RESERVED)
    lines = ["flowchart LR"]
    lines += [f"    {names[node.name]}{_shape(node)}" for node in graph.nodes]
    coloured: dict[Kind, list[str]] = {}
    for number, bundle in enumerate(split_bundles(graph.edges)):
        arrow = "-.->" if bundle.edges[0].derived else "-->"
        label = _text(dict.fromkeys(edge_words(edge) for edge in bundle.edges))
        lines.append(f"    {names[bundle.source]} {arrow}|{label}| {names[bundle.target]}")
        kinds = {edge.message.kind for edge in bundle.edges}
        if len(kinds) == 1:
            coloured.setdefault(kinds.pop(), []).append(str(number))
    for kind, colour in KIND_COLOURS.items():
        if kind in coloured:
            lines.append(f"    linkStyle {','.join(coloured[kind])} stroke:{colour}")
    return "\n".join(lines) + "\n"


def _shape(node: NodeDef) -> str:
    left, right = SHAPES.get(node.addon.kind, SHAPES["generic"])
    return f"{left}{_text(node_words(node))}{right}"


def _text(rows: Iterable[str]) -> str:
    # mermaid has no escape in a label but entities; a backtick begins Markdown
    return '"' + "<br/>".join(clean(row).translate(ENTITIES) for row in rows) + '"'
