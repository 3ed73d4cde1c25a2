"""``ten-lite graph``: a picture of a graph, as mermaid text."""

from __future__ import annotations

from pathlib import Path

import click

from ten_lite.cli.options import checked_graph, graph_options
from ten_lite.config.draw import mermaid

__all__ = ["command"]


@click.command(short_help="Draw a graph as mermaid text.")
@graph_options
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Write here.")
def command(
    graph: str | None,
    property_file: Path | None,
    overrides: tuple[str, ...],
    output: Path | None,
) -> None:
    """Draw GRAPH, nodes by kind and connections by message, as mermaid text."""
    text = mermaid(checked_graph(graph, property_file, overrides))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
