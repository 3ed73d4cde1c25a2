"""The check of one graph: a list of steps over a draft, then the definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ten_lite.addons import AddonRegistry
from ten_lite.config.addons import check_requirements, resolve_addons
from ten_lite.config.cycles import check_cycles
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef
from ten_lite.config.derived import check_all_written
from ten_lite.config.draft import SET, Draft
from ten_lite.config.edges import check_ends, check_ports, check_queues, queue_of
from ten_lite.config.environment import expand_variables
from ten_lite.config.feeding import check_fed, check_reached
from ten_lite.config.find import GraphSource
from ten_lite.config.flush import check_flush
from ten_lite.config.formats import check_formats
from ten_lite.config.nodes import check_names, check_some_nodes
from ten_lite.config.overrides import apply_overrides
from ten_lite.config.plain_secrets import check_secrets
from ten_lite.config.pointer import lookup
from ten_lite.config.policies import check_policies
from ten_lite.config.ports import check_server_ports
from ten_lite.config.properties import configure_nodes
from ten_lite.config.read import check_shape, read_edges, read_nodes
from ten_lite.config.unsupported import check_supported, check_without_effect
from ten_lite.config.wiring import wire_by_type
from ten_lite.config.wording import one_line
from ten_lite.errors import Problem

__all__ = ["STEPS", "STRICT_STEPS", "CheckedGraph", "check_graph", "has_errors", "in_order"]

VARIABLE_CODES = ("TL307", "TL308")
KEY_CODES = ("TL109", "TL304")

Step = Callable[[Draft], Iterator[Problem]]

STEPS: tuple[Step, ...] = (
    apply_overrides,
    expand_variables,
    check_shape,
    read_nodes,
    read_edges,
    check_some_nodes,
    check_names,
    check_supported,
    check_without_effect,
    resolve_addons,
    check_requirements,
    configure_nodes,
    check_ends,
    check_ports,
    check_queues,
    wire_by_type,
    check_fed,
    check_reached,
    check_cycles,
    check_flush,
    check_policies,
    check_server_ports,
    check_formats,
    check_secrets,
)
"""What is done to a draft, in this order; each step relies on those before it."""

STRICT_STEPS: tuple[Step, ...] = (*STEPS, check_all_written)
"""The same, and nothing may be left to wiring by type."""


@dataclass(frozen=True, slots=True)
class CheckedGraph:
    """The outcome of a check.

    Attributes:
        graph: What can be run; None when there is an error.
        problems: Every error and warning, in the order of the file.
    """

    graph: GraphDef | None
    problems: tuple[Problem, ...]


def check_graph(
    source: GraphSource,
    *,
    registry: AddonRegistry,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str],
    earlier: Iterable[Problem] = (),
    strict: bool = False,
) -> CheckedGraph:
    """Check the graph at ``source``.

    Args:
        source: A graph that was found.
        registry: The addons there are.
        overrides: Texts of ``--set``.
        environ: The environment variables.
        earlier: Problems that finding the graph gave.
        strict: Whether a connection that is wired by type is an error.
    """
    raw = lookup(source.document.value, source.pointer)
    draft = Draft(source, registry, overrides, environ, raw)
    found = list(earlier)
    for step in STRICT_STEPS if strict else STEPS:
        found.extend(step(draft))
    problems = in_order(_without_echoes(found))
    return CheckedGraph(None if has_errors(problems) else _definition(draft), problems)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether anything is worse than a warning."""
    return any(problem.severity == "error" for problem in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, file by file from top to bottom, those of the command line last."""
    once = list(dict.fromkeys(map(_fit_to_print, problems)))
    files = list(dict.fromkeys(problem.file for problem in once if problem.file != SET))
    ranks = {file: rank for rank, file in enumerate([*files, SET])}
    return tuple(sorted(once, key=lambda p: (ranks[p.file], p.line, p.column)))


def _fit_to_print(problem: Problem) -> Problem:
    """Keys and names of a file may hold anything, also what a terminal would obey."""
    message, hint = one_line(problem.message), one_line(problem.hint, longest=600)
    if (message, hint) == (problem.message, problem.hint):
        return problem
    return replace(problem, message=message, hint=hint)


def _without_echoes(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Where a variable could not be put in, what else is wrong there comes from that."""
    unset = {(p.file, p.pointer) for p in problems if p.code in VARIABLE_CODES}
    for problem in problems:
        about_value = problem.code not in VARIABLE_CODES + KEY_CODES
        if not (about_value and (problem.file, problem.pointer) in unset):
            yield problem


def _definition(draft: Draft) -> GraphDef:
    source = draft.source
    nodes = tuple(
        NodeDef(node.name, node.spec, node.config, source.pointer + node.pointer)
        for node in draft.nodes
        if node.spec is not None and node.config is not None
    )
    edges: dict[tuple[str, str, str, str], EdgeDef] = {}
    for edge in draft.edges:
        if edge.source is None or edge.target is None or edge.message is None:
            continue
        key = (edge.source, edge.target, edge.kind, edge.name)
        # written twice is written once; where only one of the two has a queue, that one counts
        if key not in edges or edge.queue is not None:
            edges[key] = EdgeDef(
                edge.source, edge.target, edge.message, queue_of(edge), edge.derived
            )
    description = draft.graph.get("description") or source.description
    return GraphDef(source.name, description, nodes, tuple(edges.values()), source.document.name)
