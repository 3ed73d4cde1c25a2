"""``ten-lite doctor``: what keeps a graph from running on this machine, and the cure."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ten_lite.cli.diagnosis.finding import Finding, State
from ten_lite.cli.options import graph_options, json_option

__all__ = ["command"]

HEALTHY, ILL = 0, 1
COLOURS: dict[State, str] = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command(short_help="Tell what keeps a graph from running on this machine.")
@graph_options
@click.option(
    "--web", is_flag=True, help="Look for Node.js and npm as well, for building the page."
)
@json_option
def command(
    graph: str | None,
    property_file: Path | None,
    overrides: tuple[str, ...],
    web: bool,
    as_json: bool,
) -> int:
    """Tell what keeps GRAPH from running on this machine, and the cure.

    Looks at Python, the system and the clock; at installed addons; at the graph's mistakes, its
    extras, the variables it names (never at what they hold), its port and its weights, whose files
    are all read (a damaged one is deleted, so that it is fetched anew); and at the sound card if
    the extra mic is installed. No provider is asked, and nothing is fetched. GRAPH is a name or a
    file, as for run.

    Each line is ok, warn or fail. Exits with 0 when none is fail, else with 1.
    """
    findings: list[Finding] = []
    for finding in _look(graph, property_file, overrides, web=web):
        findings.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(finding) for finding in findings], indent=2))
    else:
        click.echo(_summary(findings), err=True)
    return ILL if any(finding.state == "fail" for finding in findings) else HEALTHY


def _look(
    graph: str | None, property_file: Path | None, overrides: Sequence[str], *, web: bool
) -> Iterator[Finding]:
    # each costs time to import, and the help of this verb needs none of them
    from ten_lite.addons import AddonRegistry
    from ten_lite.cli.diagnosis.graph import look_at_graph
    from ten_lite.cli.diagnosis.installed import look_at_addons
    from ten_lite.cli.diagnosis.machine import look_at_machine, look_at_node
    from ten_lite.cli.diagnosis.port import look_at_ports
    from ten_lite.cli.diagnosis.sound import look_at_sound
    from ten_lite.cli.diagnosis.weights import look_at_weights
    from ten_lite.config.load import load_graph
    from ten_lite.weights import WeightStore

    yield from look_at_machine()
    registry = AddonRegistry.here()
    yield from look_at_addons(registry)
    checked = load_graph(graph, registry=registry, property_file=property_file, overrides=overrides)
    yield from look_at_graph(checked)
    if checked.draft is not None:
        yield from look_at_ports(checked.draft)
        yield from look_at_weights(checked.draft, WeightStore())
    yield from look_at_sound()
    if web:
        yield from look_at_node()


def _show(finding: Finding) -> None:
    state = click.style(f"{finding.state:4}", fg=COLOURS[finding.state])
    click.echo(f"{state}  {finding.about:8} {finding.text}")
    if finding.cure:
        click.echo(f"{'':15}{finding.cure}")


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.state for finding in findings)
    return ", ".join(f"{counts[state]} {state}" for state in COLOURS)
