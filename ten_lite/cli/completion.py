"""What a shell offers after Tab: names of graphs, of nodes and their properties, of addons.

Nothing is printed and nothing is raised in here: a shell would show that in the user's line.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ten_lite.config.reading.draft import NodeDraft

__all__ = [
    "complete_addons",
    "complete_graphs",
    "complete_overrides",
    "complete_weights",
]

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def _quiet(complete: Completer) -> Completer:
    @functools.wraps(complete)
    def quietly(
        context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        try:
            return complete(context, parameter, incomplete)
        except Exception:  # a file that is being edited, a broken addon: nothing to offer then
            return []

    return quietly


@_quiet
def complete_graphs(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of graphs; files where no name fits."""
    from click.shell_completion import CompletionItem

    from ten_lite.addons import AddonRegistry
    from ten_lite.config.load import find_graphs

    found = []
    if "/" not in incomplete:
        none = AddonRegistry(entry_points=())  # what a graph needs is not shown: import no addon
        property_file = context.params.get("property_file")
        found = find_graphs(registry=none, property_file=property_file)
    items = [
        CompletionItem(graph.name, help=_one_line(graph.description))
        for graph in found
        if graph.name.startswith(incomplete)
    ]
    return items or [CompletionItem(incomplete, type="file")]


@_quiet
def complete_overrides(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """``node.`` for each node of the graph in the line, then ``node.property=``."""
    from click.shell_completion import CompletionItem

    if "=" in incomplete:
        return []
    nodes = {node.name: node for node in _nodes(context)}
    name, dot, key = incomplete.partition(".")
    fitting = [node for node in nodes if node == name or (not dot and node.startswith(name))]
    if len(fitting) != 1:
        return [CompletionItem(f"{node}.") for node in fitting]
    name = fitting[0]  # its properties at once: a shell would put a space after the only choice
    spec = nodes[name].spec
    if spec is None:
        return []
    properties = spec.config.model_json_schema().get("properties", {})
    return [
        CompletionItem(f"{name}.{found}=", help=_one_line(about.get("description", "")))
        for found, about in properties.items()
        if found.startswith(key)
    ]


@_quiet
def complete_addons(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of installed addons, other names too; none is imported."""
    from ten_lite.addons import AddonRegistry

    registry = AddonRegistry.here()
    return _fitting([*registry.names(), *registry.aliases()], incomplete)


@_quiet
def complete_weights(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of the weights that installed addons know."""
    from ten_lite.cli.fetching import known_weights

    return _fitting((weights.name for weights in known_weights()), incomplete)


def _nodes(context: click.Context) -> Iterable[NodeDraft]:
    """Those of the graph, also of one that has mistakes."""
    from ten_lite.addons import AddonRegistry
    from ten_lite.config.load import load_graph

    given: Any = context.params.get("graph") or context.params.get("files")
    graph = given[0] if isinstance(given, tuple) else given
    property_file = context.params.get("property_file")
    checked = load_graph(graph, registry=AddonRegistry.here(), property_file=property_file)
    return checked.draft.nodes if checked.draft is not None else ()


def _one_line(text: str) -> str | None:
    """Shells take one line for each choice."""
    return " ".join(text.split()) or None


def _fitting(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
