"""Checked graphs as pictures and as data: mermaid, SVG, Graphviz and JSON, made without help."""

from collections.abc import Callable

from ten_lite.config.definition import GraphDef
from ten_lite.draw.dot import dot
from ten_lite.draw.graph_json import graph_json
from ten_lite.draw.mermaid import mermaid
from ten_lite.draw.svg import svg

__all__ = ["FORMATS", "SUFFIXES", "dot", "graph_json", "mermaid", "svg"]

FORMATS: dict[str, Callable[[GraphDef], str]] = {
    "mermaid": mermaid,
    "svg": svg,
    "dot": dot,
    "json": graph_json,
}
"""Each format's name and what makes it."""

SUFFIXES = {".mmd": "mermaid", ".svg": "svg", ".dot": "dot", ".gv": "dot", ".json": "json"}
"""The formats that file names stand for."""
