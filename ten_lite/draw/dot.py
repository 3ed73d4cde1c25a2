"""A graph in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable

from ten_lite.addons import AddonKind
from ten_lite.config.definition import GraphDef, NodeDef
from ten_lite.draw.bundle import Bundle, split_bundles
from ten_lite.draw.ids import ids
from ten_lite.draw.style import KIND_COLOURS
from ten_lite.draw.words import clean, edge_words, node_words

__all__ = ["dot"]

SHAPES: dict[AddonKind, str] = {
    "transport": "shape=oval",
    "vad": 'shape=box style="rounded"',
    "stt": "shape=parallelogram",
    "turn_detector": "shape=octagon",
    "control": "shape=hexagon",
    "llm": "shape=box peripheries=2",
    "tts": "shape=invtrapezium",
    "tool": "shape=cylinder",
    "generic": "shape=box",
}

RESERVED = frozenset({"digraph", "edge", "graph", "node", "strict", "subgraph"})


def dot(graph: GraphDef) -> str:
    """A ``digraph``: one statement a node, one a pair of nodes; derived connections are dashed.

    A connection has one strand in the colour of each kind of message it carries.
    """
    names = ids(graph, RESERVED)
    lines = [
        f"digraph {_text([graph.name])} {{",
        "    rankdir=LR",
        '    node [fontname="monospace"]',
        '    edge [fontname="monospace" fontsize=11]',
    ]
    lines += [f"    {names[node.name]} [{_look(node)}]" for node in graph.nodes]
    for bundle in split_bundles(graph.edges):
        ends = f"{names[bundle.source]} -> {names[bundle.target]}"
        lines.append(f"    {ends} [{_line(bundle)}]")
    return "\n".join([*lines, "}"]) + "\n"


def _look(node: NodeDef) -> str:
    return f"label={_text(node_words(node))} {SHAPES.get(node.addon.kind, SHAPES['generic'])}"


def _line(bundle: Bundle) -> str:
    label = _text(dict.fromkeys(edge_words(edge) for edge in bundle.edges))
    kinds = dict.fromkeys(edge.message.kind for edge in bundle.edges)
    colours = ":".join(KIND_COLOURS[kind] for kind in kinds)
    dashed = " style=dashed" if bundle.edges[0].derived else ""
    return f'label={label} color="{colours}"{dashed}'


def _text(rows: Iterable[str]) -> str:
    # Graphviz reads HTML entities and backslash sequences in labels
    escaped = (
        clean(row).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') for row in rows
    )
    return '"' + "\\n".join(escaped) + '"'
