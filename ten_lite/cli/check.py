"""``ten-lite check``: every mistake in graph files, before anything runs."""

from __future__ import annotations

import dataclasses
import json

import click

from ten_lite.addons import AddonRegistry
from ten_lite.cli.options import json_option
from ten_lite.config.load import load_graph
from ten_lite.errors import Problem

__all__ = ["command"]


@click.command(short_help="Tell every mistake in graph files.")
@click.argument("files", nargs=-1)
@json_option
def command(files: tuple[str, ...], as_json: bool) -> int:
    """Check graph FILES (or names); default: what property.json runs. Exits with 1 on mistakes."""
    registry = AddonRegistry()
    problems: list[Problem] = []
    for file in files or (None,):
        checked = load_graph(file, registry=registry)
        problems += checked.problems
        if checked.graph is not None and not as_json:
            nodes, edges = len(checked.graph.nodes), len(checked.graph.edges)
            click.echo(f"{checked.graph.name}: {nodes} nodes, {edges} connections, good", err=True)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(problem) for problem in problems], indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
    return 1 if any(problem.severity == "error" for problem in problems) else 0
