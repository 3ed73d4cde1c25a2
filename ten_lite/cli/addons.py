"""``ten-lite addons``: what is installed, and everything about one of it."""

from __future__ import annotations

import json
from typing import Any

import click

from ten_lite.addons import AddonRegistry, AddonSpec, BrokenAddon
from ten_lite.cli.options import json_option
from ten_lite.config.checks.plain_secrets import variable_for
from ten_lite.config.shape.fields import portable_keys
from ten_lite.config.text.wording import did_you_mean, hint
from ten_lite.errors import TenLiteError

__all__ = ["command"]


@click.group(name="addons", short_help="List addons, or show one in full.")
def command() -> None:
    """List addons, or show one in full."""


@command.command(name="list")
@json_option
def list_addons(as_json: bool) -> None:
    """List the installed addons; broken ones come with the reason."""
    registry = AddonRegistry()
    rows = [_row(registry, addon) for addon in registry.all()]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        text = f"BROKEN: {row['broken']}" if row["broken"] else row["description"]
        also = f" (also {', '.join(row['aliases'])})" if row["aliases"] else ""
        place = f"{row['name']:25} {row['kind'] or '?':13} {row['distribution']:14}"
        click.echo(f"{place} {text}{also}")


@command.command(name="inspect")
@click.argument("name")
@json_option
def inspect_addon(name: str, as_json: bool) -> None:
    """Show the pins and properties of the addon NAME, and the node JSON to paste."""
    registry = AddonRegistry()
    addon = registry.find(name)
    if addon is None:
        names = registry.names()
        near = did_you_mean(name, [*names, *registry.aliases()])
        raise TenLiteError(hint(f'no addon "{name}".', near, f"installed: {', '.join(names)}"))
    row = _row(registry, addon)
    if isinstance(addon, AddonSpec):
        row |= _details(addon)
    if as_json:
        click.echo(json.dumps(row, indent=2))
    else:
        _show(row)
    if isinstance(addon, BrokenAddon):
        raise TenLiteError(f'addon "{name}" of {addon.distribution} is broken: {addon.reason}')


def _row(registry: AddonRegistry, addon: AddonSpec | BrokenAddon) -> dict[str, Any]:
    distribution, version = registry.distribution(addon.name)
    row: dict[str, Any] = {
        "name": addon.name,
        "kind": None,
        "description": "",
        "distribution": distribution,
        "version": version,
        "broken": None,
        "aliases": [alias for alias, name in registry.aliases().items() if name == addon.name],
    }
    if isinstance(addon, BrokenAddon):
        return row | {"broken": addon.reason}
    return row | {"kind": addon.kind, "description": addon.description}


def _details(spec: AddonSpec) -> dict[str, Any]:
    schema = spec.config.model_json_schema()
    parts = schema.get("properties", {})
    required = {key: _example(spec, key, parts[key]) for key in schema.get("required", ())}
    defaults = {key: part["default"] for key, part in parts.items() if "default" in part}
    return {
        "extra": spec.extra,
        "inputs": [f"{message.kind} {message.name}" for message in spec.inputs],
        "optional_inputs": [f"{message.kind} {message.name}" for message in spec.optional_inputs],
        "outputs": [f"{message.kind} {message.name}" for message in spec.outputs],
        "optional_outputs": [f"{message.kind} {message.name}" for message in spec.optional_outputs],
        "properties": parts,
        "portable": sorted(portable_keys(spec.config)),
        "renamed": dict(spec.renamed),
        "node": {
            "type": "extension",
            "name": spec.kind,
            "addon": spec.name,
            "property": required | defaults,
        },
    }


def _example(spec: AddonSpec, key: str, part: dict[str, Any]) -> Any:
    """What to paste where a value is required."""
    kinds: dict[str, Any] = {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}
    return kinds.get(part.get("type", ""), f"${{env:{variable_for(spec, key)}}}")


def _show(row: dict[str, Any]) -> None:
    click.echo(f"{row['name']}  ({row['kind']})  {row['description']}")
    click.echo(f"  from {row['distribution']} {row['version']}")
    if row["aliases"]:
        click.echo(f"  also called: {', '.join(row['aliases'])}")
    if "properties" not in row:
        return
    if row["extra"]:
        click.echo(f'  needs: pip install "ten-lite[{row["extra"]}]"')
    for title in ("inputs", "optional_inputs", "outputs", "optional_outputs"):
        click.echo(f"  {title.replace('_', ' ')}: {', '.join(row[title]) or 'none'}")
    click.echo("  properties:")
    for key, part in row["properties"].items():
        default = f", default {json.dumps(part['default'])}" if "default" in part else ", required"
        portable = ", portable" if key in row["portable"] else ""
        about = part.get("description", "")
        click.echo(f"    {key}: {_type(part)}{default}{portable}\n        {about}")
    for old, new in row["renamed"].items():
        click.echo(f"    {old}: {f'another name for {new}' if new else 'accepted, has no effect'}")
    click.echo("  node to paste:\n    " + json.dumps(row["node"]))


def _type(part: dict[str, Any]) -> str:
    kind = str(part.get("type") or " or ".join(str(p.get("type")) for p in part.get("anyOf", [])))
    if "enum" in part:
        kind = "one of " + ", ".join(json.dumps(value) for value in part["enum"])
    names = {
        "minimum": ">=",
        "exclusiveMinimum": ">",
        "maximum": "<=",
        "exclusiveMaximum": "<",
        "minLength": "length >=",
    }
    limits = [f"{sign} {part[key]}" for key, sign in names.items() if key in part]
    return " ".join([kind or "value", *limits])
