"""``ten-lite schema``: what an editor needs to complete and check graph files while typing."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ten_lite.errors import TenLiteError

__all__ = ["command"]


@click.command(short_help="Write the JSON Schema of property.json for an editor.")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here; folders are made.",
)
def command(output: Path | None) -> None:
    """Write the JSON Schema of property.json and graph files, with all installed addons.

    Once a project: ten-lite schema -o .ten-lite/property.schema.json, then
    "$schema": "./.ten-lite/property.schema.json" as first key of property.json; again when
    addons were installed.
    """
    from ten_lite.addons import AddonRegistry
    from ten_lite.config.schema.build import file_schema

    made = file_schema(AddonRegistry.here())
    for name, reason in made.left_out.items():
        click.echo(f"left out the addon {name}: {reason}", err=True)
    text = json.dumps(made.schema, indent=2, ensure_ascii=False)
    if output is None:
        click.echo(text)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise TenLiteError(
            f"cannot write {output}: {error.strerror}; name a file that may be written, with -o"
        ) from error
