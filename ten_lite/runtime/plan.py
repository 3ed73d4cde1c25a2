"""From a checked graph to what every session is built from: code loaded, routes compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ten_lite.addons.spec import load_object
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef
from ten_lite.errors import AddonError
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.handlers import missing_handler
from ten_lite.runtime.resources import Resource

__all__ = ["NodePlan", "Plan"]


@dataclass(frozen=True, slots=True)
class NodePlan:
    """One node, ready to be made live.

    Attributes:
        definition: The node as the graph has it.
        extension: Its code.
        resources: What it shares with other sessions, by the extension's own names.
    """

    definition: NodeDef
    extension: type[Extension[Any]]
    resources: Mapping[str, Resource[Any]]

    @classmethod
    def load(cls, node: NodeDef) -> NodePlan:
        """Import the code of ``node``.

        Raises:
            AddonError: It cannot be loaded, is not an ``Extension``, or lacks a handler for a
                declared input.
        """
        spec = node.addon
        extension = load_object(spec, spec.factory)
        if not (isinstance(extension, type) and issubclass(extension, Extension)):
            raise AddonError(f'addon "{spec.name}": {spec.factory} is not a subclass of Extension')
        if lacking := missing_handler(spec, extension):
            raise AddonError(lacking)
        return cls(node, extension, extension.resources(node.config))


@dataclass(frozen=True, slots=True)
class Plan:
    """A graph, ready to be made live, once for each session.

    Attributes:
        graph: The definition.
        nodes: In the order of the file.
    """

    graph: GraphDef
    nodes: tuple[NodePlan, ...]

    @classmethod
    def compile(cls, graph: GraphDef) -> Plan:
        """Import the code of every node of ``graph``.

        Raises:
            AddonError: One of them cannot be used.
        """
        return cls(graph, tuple(NodePlan.load(node) for node in graph.nodes))

    @property
    def edges(self) -> tuple[EdgeDef, ...]:
        """The connections, written and derived."""
        return self.graph.edges
