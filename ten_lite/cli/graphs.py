"""``ten-lite graphs list``: what can be run by name."""

from __future__ import annotations

import json

import click

from ten_lite.cli.options import json_option

__all__ = ["command"]


@click.group(name="graphs", short_help="List the graphs that can be run.")
def command() -> None:
    """List the graphs that can be run."""


@command.command(name="list")
@json_option
def list_graphs(as_json: bool) -> None:
    """List graphs: name, description, what they need, and where they lie."""
    from ten_lite.config import find_graphs

    graphs = find_graphs()
    if as_json:
        rows = [
            {"name": g.name, "description": g.description, "needs": list(g.needs), "file": g.file}
            for g in graphs
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    width = max((len(graph.name) for graph in graphs), default=0)
    for graph in graphs:
        needs = f"needs {', '.join(graph.needs)}" if graph.needs else ""
        first, *more = filter(None, (graph.description, needs, graph.file))
        click.echo(f"{graph.name:{width}}  {first}")
        for line in more:
            click.echo(f"{'':{width}}  {line}")
