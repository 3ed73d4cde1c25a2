"""``ten-lite graph``: a picture of a graph, or the graph as data."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from ten_lite.cli.options import checked_graph, graph_options
from ten_lite.errors import TenLiteError

__all__ = ["FORMATS", "command"]

FORMATS = ("mermaid", "svg", "dot", "json")  # what ten_lite.draw has, which help does not load


@click.command(short_help="Draw a graph as mermaid, SVG, Graphviz or JSON.")
@graph_options
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help="Default: what the name after -o ends in (.mmd .svg .dot .gv .json), else mermaid; "
    "with --open svg.",
)
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Write here.")
@click.option("--open", "opened", is_flag=True, help="Show it in the system's viewer.")
def command(
    graph: str | None,
    property_file: Path | None,
    overrides: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    opened: bool,
) -> None:
    """Draw GRAPH: nodes by kind, connections by message; json lists them for programs.

    Dashed connections are wired by type. Queues are shown where they are not the default; json
    has them all.
    """
    from ten_lite import draw

    if format_name is None:
        suffix = output.suffix.lower() if output else ""
        format_name = draw.SUFFIXES.get(suffix, "svg" if opened else "mermaid")
    made = draw.FORMATS[format_name](checked_graph(graph, property_file, overrides)).encode()
    if output is None and not opened:
        click.echo(made, nl=False)
        return
    suffix = next(end for end, name in draw.SUFFIXES.items() if name == format_name)
    file = _written(made, output, suffix)
    if opened:
        _show(file)


def _written(made: bytes, output: Path | None, suffix: str) -> Path:
    try:
        if output is None:
            handle, name = tempfile.mkstemp(suffix, "ten-lite-graph-")
            output = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(made)
        else:
            output.write_bytes(made)
    except OSError as error:
        where = output or tempfile.gettempdir()
        raise TenLiteError(
            f"cannot write {where}: {error.strerror}; name a file in a folder that exists and "
            "may be written to, with -o"
        ) from error
    return output


def _show(file: Path) -> None:
    click.echo(f"opening {file}", err=True)
    if click.launch(str(file)):
        raise TenLiteError(f"there is no viewer to open {file} with; open it in a browser")
