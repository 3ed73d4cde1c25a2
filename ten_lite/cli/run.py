"""``ten-lite run``: serve a graph until a signal says otherwise."""

from __future__ import annotations

from pathlib import Path

import click

from ten_lite.cli.options import graph_options

__all__ = ["command"]


@click.command(short_help="Serve a graph to clients until Ctrl-C.")
@graph_options
@click.option("--host", help="Address to listen on; default: the graph's (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option(
    "--fake-providers",
    "is_fake",
    is_flag=True,
    help="Talk to fakes on this machine instead of providers: no key, no network.",
)
@click.option("--offline", is_flag=True, help="Never fetch weights; say what is missing.")
@click.option(
    "--ready-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help='Written when clients can connect: {"url", "http", "pid"}.',
)
@click.option("--open", "is_shown", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--reload",
    "is_reloaded",
    is_flag=True,
    help="Watch the graph's files, .env and its addons' code; new sessions get what was saved.",
)
@click.option("--stop-after", type=float, metavar="S", help="Stop after this many seconds.")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="Wins over the levels of property.json; default: those, or else warning.",
)
def command(
    graph: str | None,
    property_file: Path | None,
    overrides: tuple[str, ...],
    host: str | None,
    port: int | None,
    is_fake: bool,
    offline: bool,
    ready_file: Path | None,
    is_shown: bool,
    is_reloaded: bool,
    stop_after: float | None,
    log_level: str | None,
) -> None:
    """Serve GRAPH to clients until Ctrl-C.

    GRAPH is a name that `ten-lite graphs list` shows, a file, or a folder with a property.json;
    default: what the property.json here says. With --reload, what is saved while it runs is for
    new sessions; a mistake is told and changes nothing. The first Ctrl-C or SIGTERM lets running
    turns end, the second ends at once.
    """
    from ten_lite.cli.serve import serve

    serve(
        graph,
        property_file,
        overrides,
        host=host,
        port=port,
        is_fake=is_fake,
        offline=offline,
        ready_file=ready_file,
        is_shown=is_shown,
        is_reloaded=is_reloaded,
        stop_after_s=stop_after,
        log_level=log_level,
    )
