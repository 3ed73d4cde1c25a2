"""From a checked graph to what every session is built from: code loaded, routes compiled."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ten_lite.addons.spec import AddonConfig, AddonSpec, load_object, package_of
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef
from ten_lite.errors import AddonError
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.handlers import missing_handler
from ten_lite.runtime.resources import Resource

__all__ = ["CandidatePlan", "NodePlan", "Plan"]

NO_IMPORTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CandidatePlan:
    """One of the addons that may run in a node, ready to be made live.

    Attributes:
        addon: Its spec.
        config: Its properties, checked.
        extension: Its code.
        resources: What it shares with other sessions, by the extension's own names.
    """

    addon: AddonSpec
    config: AddonConfig
    extension: type[Extension[Any]]
    resources: Mapping[str, Resource[Any]]

    @classmethod
    def load(
        cls, spec: AddonSpec, config: AddonConfig, imports: Mapping[str, int] = NO_IMPORTS
    ) -> CandidatePlan:
        """Import the code of ``spec``; see ``Plan.compile`` for ``imports``.

        Raises:
            AddonError: It cannot be loaded, is not an ``Extension``, or lacks a handler for a
                declared input.
        """
        extension = load_object(spec, spec.factory)
        if not (isinstance(extension, type) and issubclass(extension, Extension)):
            raise AddonError(f'addon "{spec.name}": {spec.factory} is not a subclass of Extension')
        if lacking := missing_handler(spec, extension):
            raise AddonError(lacking)
        resources = extension.resources(config)
        if count := imports.get(package_of(spec)):
            resources = {
                name: dataclasses.replace(resource, key=(count, resource.key))
                for name, resource in resources.items()
            }
        return cls(spec, config, extension, resources)


@dataclass(frozen=True, slots=True)
class NodePlan:
    """One node, ready to be made live.

    Attributes:
        definition: The node as the graph has it.
        extension: Its code.
        resources: What it shares with other sessions, by the extension's own names.
        fallback: What runs in its place, in this order, when it has failed for good.
    """

    definition: NodeDef
    extension: type[Extension[Any]]
    resources: Mapping[str, Resource[Any]]
    fallback: tuple[CandidatePlan, ...] = ()

    @classmethod
    def load(cls, node: NodeDef, imports: Mapping[str, int] = NO_IMPORTS) -> NodePlan:
        """Import the code of ``node``, and of what may stand in for it.

        Raises:
            AddonError: As ``CandidatePlan.load``.
        """
        first, *others = (CandidatePlan.load(c.addon, c.config, imports) for c in node.candidates)
        return cls(node, first.extension, first.resources, tuple(others))

    @property
    def candidates(self) -> tuple[CandidatePlan, ...]:
        """What may run there, in the order it is tried."""
        node = self.definition
        first = CandidatePlan(node.addon, node.config, self.extension, self.resources)
        return (first, *self.fallback)


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
    def compile(cls, graph: GraphDef, imports: Mapping[str, int] = NO_IMPORTS) -> Plan:
        """Import the code of every node of ``graph``.

        Args:
            graph: A checked graph.
            imports: How often packages were imported anew in this process: their resources are
                not those of the code before, though their keys are the same.

        Raises:
            AddonError: One of them cannot be used.
        """
        return cls(graph, tuple(NodePlan.load(node, imports) for node in graph.nodes))

    @property
    def resources(self) -> Iterator[Resource[Any]]:
        """What its nodes, and what may stand in for them, share with other sessions."""
        for node in self.nodes:
            for candidate in node.candidates:
                yield from candidate.resources.values()

    @property
    def edges(self) -> tuple[EdgeDef, ...]:
        """The connections, written and derived."""
        return self.graph.edges
