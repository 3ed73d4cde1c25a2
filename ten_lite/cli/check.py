"""``ten-lite check``: every mistake in graph files, before anything runs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ten_lite.cli.completion import complete_graphs
from ten_lite.cli.options import json_option, set_option
from ten_lite.errors import Problem, TenLiteError, counted

if TYPE_CHECKING:
    from ten_lite.config import CheckedGraph
    from ten_lite.config.text.convert import TextFormat

__all__ = ["command"]

UNREADABLE = ("TL101", "TL102", "TL103", "TL106", "TL113")
GOOD, WRONG, CANNOT_READ = 0, 1, 2


@click.command(short_help="Tell every mistake in graph files.")
@click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=complete_graphs)
@set_option
@json_option
@click.option("--strict", is_flag=True, help="Warnings and derived connections are mistakes too.")
@click.option(
    "--show-effective",
    is_flag=True,
    help="Show what the graph comes to: every property with its origin, every connection.",
)
@click.option(
    "--to",
    "form",
    type=click.Choice(["yaml", "json"]),
    help="Print FILE as YAML or JSON instead; mistakes go to stderr.",
)
def command(
    files: tuple[str, ...],
    overrides: tuple[str, ...],
    as_json: bool,
    strict: bool,
    show_effective: bool,
    form: TextFormat | None,
) -> int:
    """Tell every mistake in graph files, each with its place and its cure.

    FILE is a path or the name of a graph; default: property.json. Of a file with several graphs
    all are checked. Exits with 0 when they are good, 1 when there are mistakes, 2 when a file
    cannot be read.
    """
    if form is not None and len(files) > 1:
        raise click.UsageError("--to prints one FILE")
    from ten_lite.addons import AddonRegistry
    from ten_lite.config import load_graphs

    registry = AddonRegistry()
    checked = [
        one
        for file in files or (None,)
        for one in load_graphs(file, registry=registry, overrides=overrides, strict=strict)
    ]
    problems = list(dict.fromkeys(problem for one in checked for problem in one.problems))
    if form is not None:
        _convert(files[0] if files else None, checked[0], form)
    elif as_json:
        click.echo(json.dumps(_as_json(checked, problems, show_effective), indent=2))
    if not as_json:
        _show(checked, problems, show_effective=show_effective and form is None, err=bool(form))
    return _exit_code(checked, problems, strict=strict)


def _show(
    checked: Sequence[CheckedGraph], problems: list[Problem], *, show_effective: bool, err: bool
) -> None:
    from ten_lite.cli.effective import effective, effective_text

    for problem in problems:
        click.echo(str(problem), err=err)
    for one in checked:
        if one.graph is not None:
            nodes, edges = len(one.graph.nodes), len(one.graph.edges)
            derived = sum(edge.derived for edge in one.graph.edges)
            extra = f" ({derived} derived)" if derived else ""
            text = f"{one.graph.name}: {nodes} nodes, {edges} connections{extra}, good"
            click.echo(text, err=True)
        if show_effective and one.draft is not None:
            click.echo(effective_text(one.draft.source.name, effective(one)))
    if problems:
        click.echo(counted(problems), err=True)


def _as_json(
    checked: Sequence[CheckedGraph], problems: list[Problem], show_effective: bool
) -> dict[str, Any]:
    from ten_lite.cli.effective import effective

    graphs = [
        {
            "name": one.draft.source.name,
            "file": one.draft.source.document.name,
            "good": one.graph is not None,
            **({"effective": effective(one)} if show_effective else {}),
        }
        for one in checked
        if one.draft is not None
    ]
    return {"problems": [dataclasses.asdict(problem) for problem in problems], "graphs": graphs}


def _convert(file: str | None, checked: CheckedGraph, form: TextFormat) -> None:
    from ten_lite.config.text.convert import to_text
    from ten_lite.config.text.document import open_document

    document, _ = open_document(Path(file if file is not None else "property.json"))
    if document is None and checked.draft is not None:  # FILE is the name of a graph
        document = checked.draft.source.document
    if document is None:
        raise TenLiteError("there is nothing to convert: " + str(checked.problems[0]))
    click.echo(to_text(document.value, form), nl=False)


def _exit_code(checked: Sequence[CheckedGraph], problems: list[Problem], *, strict: bool) -> int:
    unread = [problem for one in checked if one.draft is None for problem in one.problems]
    if any(problem.code in UNREADABLE for problem in unread):
        return CANNOT_READ
    wrong = [problem for problem in problems if strict or problem.severity == "error"]
    return WRONG if wrong else GOOD
