"""``ten-lite new``: the beginning of an addon or of an app, with tests that pass."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import click

from ten_lite import __version__
from ten_lite.cli.scaffold.files import filled, write
from ten_lite.cli.scaffold.names import (
    ADDON_KINDS,
    PROVIDED,
    addon_names,
    app_names,
    templates_of,
)
from ten_lite.errors import TenLiteError

__all__ = ["at_terminal", "command"]

LONGEST_DESCRIPTION = 72
DESCRIPTIONS = {
    "stt": "Understands speech ({title}).",
    "llm": "Answers with a language model ({title}).",
    "tts": "Speaks ({title}).",
    "tool": "Lets the model look things up ({title}).",
    "transport": "Lets clients talk to the graph ({title}).",
    "turn_detector": "Tells whether the user is done ({title}).",
    "generic": "Makes the sound louder or softer ({title}).",
}

to_option = click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to make; default: one of the new name, here.",
)
yes_option = click.option("--yes", is_flag=True, help="Ask nothing.")


@click.group(name="new", short_help="Begin an addon or an app, with tests that pass.")
def command() -> None:
    """Begin an addon or an app, with tests that pass."""


@command.command(name="addon")
@click.argument("name")
@click.option("--kind", type=click.Choice(ADDON_KINDS), help="What it is for; default: generic.")
@click.option("--description", help="One sentence for ten-lite addons list.")
@to_option
@yes_option
def new_addon(
    name: str, kind: str | None, description: str | None, target: Path | None, yes: bool
) -> None:
    """Make a distribution with an addon: ten-lite new addon acme --kind tts.

    It runs as it is, without a key and without a network: put your own code in the place of its
    client. What is not said is asked for, without --yes and at a terminal.
    """
    asks = not yes and at_terminal()
    if kind is None:
        choice = click.Choice(ADDON_KINDS)
        kind = click.prompt("Kind", type=choice, default="generic") if asks else "generic"
    names = addon_names(name, kind)
    _must_be_free(names)
    if description is None:
        description = DESCRIPTIONS[kind].format(title=names["title"])
        if asks:
            description = click.prompt("Description", default=description)
    values = names | {
        "description": _literal(description),
        "version": _series(),
        # a recogniser is sent sound of any rate
        "ten_lite": "ten-lite[audio]" if kind == "stt" else "ten-lite",
    }
    target = target or Path(names["distribution"])
    write(filled(templates_of(kind), values), target)
    click.echo(f"{target}: the addon {names['addon']} ({kind}). Next:", err=True)
    _tell(
        f"cd {target}",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]'",
        ".venv/bin/pytest",
        f".venv/bin/ten-lite conform {names['addon']}",
        f".venv/bin/ten-lite run graph.json{' --fake-providers' if kind in PROVIDED else ''}",
    )


@command.command(name="app")
@click.argument("name")
@to_option
def new_app(name: str, target: Path | None) -> None:
    """Make a folder with a voice agent: ten-lite new app front-desk.

    It holds property.json, a graph, .env.example, a README and a test that talks to the graph.
    """
    names = app_names(name)
    target = target or Path(names["folder"])
    write(filled(("app",), names | {"version": _series()}), target)
    click.echo(f"{target}: the graph {names['name']}. Next:", err=True)
    _tell(
        f"cd {target}",
        "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt",
        ".venv/bin/python -m pytest",
        ".venv/bin/ten-lite run --fake-providers",
    )


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def _must_be_free(names: dict[str, str]) -> None:
    from ten_lite.addons import AddonRegistry

    registry = AddonRegistry.here()
    addon, package = names["addon"], names["package"]
    if addon in registry.names():
        distribution, _ = registry.distribution(addon)
        raise TenLiteError(
            f'there is an addon "{addon}" already, of {distribution}: two of one name cannot be '
            "used, so choose another"
        )
    if importlib.util.find_spec(package) is not None:
        raise TenLiteError(f"there is a package {package} already; choose another name")


def _series() -> str:
    """The version from which on all of this is there."""
    return ".".join(__version__.split(".")[:2])


def _literal(description: str) -> str:
    """The sentence as TOML and Python write it."""
    sentence = " ".join(description.split())
    if not sentence or len(sentence) > LONGEST_DESCRIPTION or not sentence.isprintable():
        raise TenLiteError(
            f"the description should be one sentence of 1 to {LONGEST_DESCRIPTION} characters"
        )
    return json.dumps(sentence, ensure_ascii=False)


def _tell(*steps: str) -> None:
    for step in steps:
        click.echo(f"    {step}", err=True)
