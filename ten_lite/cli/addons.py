"""``ten-lite addons``: what is installed, and everything about one of it."""

from __future__ import annotations

import json
from typing import Any

import click

from ten_lite.addons import AddonRegistry, AddonSpec, BrokenAddon
from ten_lite.cli.addon_facts import addon_details, addon_row
from ten_lite.cli.completion import complete_addons
from ten_lite.cli.known_addons import KnownAddon, known_addons, matches
from ten_lite.cli.options import json_option
from ten_lite.cli.property_type import type_in_words
from ten_lite.config.text.wording import did_you_mean, hint
from ten_lite.errors import TenLiteError

__all__ = ["command"]

INDEX_SEARCH = "https://pypi.org/search/?q=ten-lite-addon"


@click.group(name="addons", short_help="List, search and show addons.")
def command() -> None:
    """List, search and show addons."""


@command.command(name="list")
@json_option
def list_addons(as_json: bool) -> None:
    """List the addons; broken ones come with the reason, others with what is not installed."""
    registry = AddonRegistry.here()
    rows = [addon_row(registry, addon) for addon in registry.all()]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        also = f" (also {', '.join(row['aliases'])})" if row["aliases"] else ""
        place = f"{row['name']:25} {row['kind'] or '?':13} {row['distribution']:14}"
        click.echo(f"{place} {_text(row)}{also}")


@command.command(name="inspect")
@click.argument("name", shell_complete=complete_addons)
@json_option
def inspect_addon(name: str, as_json: bool) -> None:
    """Show the pins and properties of the addon NAME, and the node JSON to paste."""
    registry = AddonRegistry.here()
    addon = registry.find(name)
    if addon is None:
        names = registry.names()
        near = did_you_mean(name, [*names, *registry.aliases()])
        raise TenLiteError(hint(f'no addon "{name}".', near, f"installed: {', '.join(names)}"))
    row = addon_row(registry, addon)
    if isinstance(addon, AddonSpec):
        row |= addon_details(addon)
    if as_json:
        click.echo(json.dumps(row, indent=2))
    else:
        _show(row)
    if isinstance(addon, BrokenAddon):
        raise TenLiteError(f'addon "{name}" of {addon.distribution} is broken: {addon.reason}')


@command.command(name="search")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@json_option
def search_addons(words: tuple[str, ...], as_json: bool) -> int:
    """Find addons that all WORDs fit: installed ones, and ones that others have published.

    Looks at names, other names, kinds, descriptions, distributions and extras, in any case of
    letters. Nothing is asked of a network. Exits with 1 when nothing was found.
    """
    registry = AddonRegistry.here()
    installed = [addon_row(registry, addon) for addon in registry.all()]
    names = {row["name"] for row in installed}
    rows = [row | {"installed": True} for row in installed if matches(words, _texts(row))]
    rows += [_known_row(one) for one in known_addons() if one.name not in names and one.fits(words)]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    for row in () if as_json else rows:
        cure = "" if row["installed"] else f'  (pip install "{row["distribution"]}")'
        click.echo(f"{row['name']:25} {row['kind'] or '?':13} {_text(row)}{cure}")
    if not rows:
        click.echo(f"no addon fits {' '.join(words)}; others may be at {INDEX_SEARCH}", err=True)
    return 0 if rows else 1


def _text(row: dict[str, Any]) -> str:
    """What it does, or why it cannot."""
    if row["broken"]:
        return f"BROKEN: {row['broken']}"
    lacking = row["requirement"] or ", ".join(row["missing"])
    return (
        f"{row['description']}  (NOT INSTALLED: {lacking})"
        if row["missing"]
        else row["description"]
    )


def _known_row(addon: KnownAddon) -> dict[str, Any]:
    return addon.model_dump() | {
        "requirement": "",
        "missing": [],
        "broken": None,
        "installed": False,
    }


def _texts(row: dict[str, Any]) -> list[str]:
    keys = ("name", "kind", "description", "distribution", "extra")
    return [*(str(row[key] or "") for key in keys), *row["aliases"]]


def _show(row: dict[str, Any]) -> None:
    click.echo(f"{row['name']}  ({row['kind']})  {row['description']}")
    click.echo(f"  from {row['distribution']} {row['version']}".rstrip())
    if row["aliases"]:
        click.echo(f"  also called: {', '.join(row['aliases'])}")
    if "properties" not in row:
        return
    if row["missing"]:
        click.echo(f"  NOT INSTALLED: {', '.join(row['missing'])}")
    if row["requirement"]:
        there = "" if row["missing"] else "  (is installed)"
        click.echo(f'  needs: pip install "{row["requirement"]}"{there}')
    for title in ("inputs", "optional_inputs", "outputs", "optional_outputs"):
        click.echo(f"  {title.replace('_', ' ')}: {', '.join(row[title]) or 'none'}")
    click.echo("  properties:")
    for key, part in row["properties"].items():
        default = ", required" if key in row["required"] else ""
        if "default" in part:
            default = f", default {json.dumps(part['default'])}"
        portable = ", portable" if key in row["portable"] else ""
        about = part.get("description", "")
        click.echo(f"    {key}: {type_in_words(part)}{default}{portable}\n        {about}")
    for old, new in row["renamed"].items():
        click.echo(f"    {old}: {f'another name for {new}' if new else 'accepted, has no effect'}")
    click.echo("  node to paste:\n    " + json.dumps(row["node"]))
