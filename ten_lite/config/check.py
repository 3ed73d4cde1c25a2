"""The check of one graph: a list of steps over a draft, then the definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.config.checks.cycles import check_cycles
from ten_lite.config.checks.derived import check_all_written
from ten_lite.config.checks.feeding import check_fed, check_reached
from ten_lite.config.checks.flush import check_flush
from ten_lite.config.checks.formats import check_formats
from ten_lite.config.checks.plain_secrets import check_secrets
from ten_lite.config.checks.policies import check_policies
from ten_lite.config.checks.ports import check_server_ports
from ten_lite.config.definition import EdgeDef, FallbackDef, GraphDef, NodeDef
from ten_lite.config.fitting.edges import check_conversions, check_ports, check_queues, queue_of
from ten_lite.config.fitting.fallbacks import carry_settings_over, check_fallbacks, restart_of
from ten_lite.config.fitting.properties import configure_nodes
from ten_lite.config.fitting.renames import rename_properties
from ten_lite.config.fitting.resolve import check_requirements, resolve_addons
from ten_lite.config.fitting.wiring import wire_by_type
from ten_lite.config.reading.draft import SET, Draft, NodeDraft
from ten_lite.config.reading.environment import expand_properties
from ten_lite.config.reading.exposed import check_exposed
from ten_lite.config.reading.fakes import use_fakes
from ten_lite.config.reading.flows import read_edges
from ten_lite.config.reading.foreign import check_without_effect, leave_out_foreign
from ten_lite.config.reading.nodes import check_names, check_some_nodes
from ten_lite.config.reading.overrides import apply_overrides
from ten_lite.config.reading.selectors import check_selectors
from ten_lite.config.reading.subgraphs import read_nodes
from ten_lite.config.sources.find import GraphSource
from ten_lite.config.text.pointer import Json
from ten_lite.config.text.wording import one_line
from ten_lite.errors import Problem
from ten_lite.observe.log_settings import LogSettings

__all__ = ["STEPS", "STRICT_STEPS", "CheckedGraph", "check_graph", "has_errors", "in_order"]

VARIABLE_CODES = ("TL307", "TL308")
KEY_CODES = ("TL109", "TL304")

Step = Callable[[Draft], Iterator[Problem]]

STEPS: tuple[Step, ...] = (
    read_nodes,
    check_some_nodes,
    check_names,
    leave_out_foreign,
    check_without_effect,
    apply_overrides,
    use_fakes,
    expand_properties,
    check_selectors,
    read_edges,
    resolve_addons,
    check_requirements,
    rename_properties,
    carry_settings_over,
    configure_nodes,
    check_exposed,
    check_ports,
    check_conversions,
    check_queues,
    wire_by_type,
    check_fallbacks,
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
        draft: All that became known of the graph, for whoever explains it; None when there is
            no file to tell about.
        log: Where the app's log records go; None when no file says so.
        files: Every file that had a say in it, also those that are not there: a change of one may
            change the outcome.
    """

    graph: GraphDef | None
    problems: tuple[Problem, ...]
    draft: Draft | None = field(default=None, repr=False, compare=False)
    log: LogSettings | None = None
    files: tuple[Path, ...] = ()


def check_graph(
    source: GraphSource,
    *,
    registry: AddonRegistry,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str],
    fakes: Mapping[str, dict[str, Json]] | None = None,
    earlier: Iterable[Problem] = (),
    strict: bool = False,
) -> CheckedGraph:
    """Check the graph at ``source``.

    Args:
        source: A graph that was found.
        registry: The addons there are.
        overrides: Texts of ``--set``.
        environ: The environment variables.
        fakes: What leads a node to a fake of its provider, by the name of its addon.
        earlier: Problems that finding the graph gave.
        strict: Whether a connection that is wired by type is an error.
    """
    draft = Draft(source, registry, overrides, environ, fakes or {})
    found = list(earlier)
    for step in STRICT_STEPS if strict else STEPS:
        found.extend(step(draft))
    problems = in_order(_without_echoes(found))
    return CheckedGraph(None if has_errors(problems) else _definition(draft), problems, draft)


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
    edges: dict[tuple[str, str, str, str], EdgeDef] = {}
    for edge in draft.edges:
        if edge.source is None or edge.target is None or edge.message is None:
            continue
        key = (edge.source, edge.target, edge.kind, edge.name)
        # written twice is written once; where only one of the two has a queue, that one counts
        if key not in edges or edge.queue is not None:
            edges[key] = EdgeDef(
                edge.source,
                edge.target,
                edge.message,
                queue_of(edge),
                edge.derived,
                edge.converter,
                edge.result_converter,
            )
    description = draft.root.graph.get("description") or source.description
    nodes = tuple(map(_node, draft.nodes))
    return GraphDef(source.name, description, nodes, tuple(edges.values()), source.document.name)


def _node(node: NodeDraft) -> NodeDef:
    """The definition of a node without problems."""
    stand_ins = tuple(FallbackDef(*_provider(stand_in)) for stand_in in node.fallback)
    return NodeDef(node.name, *_provider(node), restart_of(node.restart), stand_ins)


def _provider(node: NodeDraft) -> tuple[AddonSpec, AddonConfig]:
    assert node.spec is not None
    assert node.config is not None
    return node.spec, node.config
