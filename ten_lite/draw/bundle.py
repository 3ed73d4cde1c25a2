"""Connections between the same two nodes, taken together: one line in a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ten_lite.config.definition import EdgeDef

__all__ = ["Bundle", "bundled", "split_bundles"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """All messages from one node to another.

    Attributes:
        source: The sending node.
        target: The receiving node; may be the same.
        edges: In the order of the graph, at least one.
    """

    source: str
    target: str
    edges: tuple[EdgeDef, ...]

    @property
    def strands(self) -> tuple[tuple[str, bool], ...]:
        """What its lines must show apart: ``(kind, derived)``, each once."""
        return tuple(dict.fromkeys((edge.message.kind, edge.derived) for edge in self.edges))


def bundled(edges: Iterable[EdgeDef]) -> tuple[Bundle, ...]:
    """The bundles of ``edges``, in the order of their first edges."""
    pairs: dict[tuple[str, str], list[EdgeDef]] = {}
    for edge in edges:
        pairs.setdefault((edge.source, edge.target), []).append(edge)
    return tuple(Bundle(*pair, tuple(members)) for pair, members in pairs.items())


def split_bundles(edges: Iterable[EdgeDef]) -> tuple[Bundle, ...]:
    """The same, with derived edges in bundles of their own."""
    groups: dict[tuple[str, str, bool], list[EdgeDef]] = {}
    for edge in edges:
        groups.setdefault((edge.source, edge.target, edge.derived), []).append(edge)
    return tuple(Bundle(key[0], key[1], tuple(members)) for key, members in groups.items())
