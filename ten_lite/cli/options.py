"""Options and steps that several verbs share.

What a verb needs to run is imported in the function that needs it: help does not wait for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ten_lite.cli.completion import complete_graphs, complete_overrides
from ten_lite.errors import ConfigError

if TYPE_CHECKING:
    from ten_lite.config import CheckedGraph, GraphDef
    from ten_lite.observe.log_settings import LogSettings

__all__ = [
    "checked_graph",
    "good",
    "graph_options",
    "json_option",
    "set_option",
    "set_up_logging",
]


set_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="NODE.PATH=VALUE",
    shell_complete=complete_overrides,
    help="Override a property of a node; may be repeated.",
)


def graph_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``[GRAPH] --property FILE --set NODE.PATH=VALUE``."""
    options = (
        click.argument("graph", required=False, shell_complete=complete_graphs),
        click.option(
            "--property",
            "property_file",
            type=click.Path(path_type=Path, dir_okay=False),
            help="The property.json to use; default: the one in this folder.",
        ),
        set_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def checked_graph(
    graph: str | None, property_file: Path | None, overrides: tuple[str, ...]
) -> GraphDef:
    """Load and check a graph; warnings go to stderr.

    Raises:
        ConfigError: It has mistakes.
    """
    from ten_lite.addons import AddonRegistry
    from ten_lite.config import load_graph

    return good(
        load_graph(
            graph, registry=AddonRegistry(), property_file=property_file, overrides=overrides
        )
    )


def good(checked: CheckedGraph) -> GraphDef:
    """The graph that was checked; warnings go to stderr.

    Raises:
        ConfigError: It has mistakes.
    """
    if checked.graph is None:
        raise ConfigError(checked.problems)
    for problem in checked.problems:
        click.echo(str(problem), err=True)
    return checked.graph


def set_up_logging(settings: LogSettings | None, level: str | None) -> list[logging.Handler]:
    """Send the log where property.json says, else to stderr.

    Only the command line does this, never the library.

    Args:
        settings: What property.json says.
        level: What the command line says; it wins over the levels of property.json.

    Returns:
        The handlers.

    Raises:
        TenLiteError: A file cannot be written.
    """
    if settings is not None:
        from ten_lite.observe.log_outputs import send_log

        known = logging.getLevelNamesMapping()
        return send_log(settings.at_level(known[level.upper()]) if level else settings)
    from ten_lite.observe.logs import Formatter

    handler: logging.Handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("ten_lite").setLevel((level or "warning").upper())
    return [handler]
