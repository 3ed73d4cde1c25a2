"""``ten-lite models``: the weights of the embedded voices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ten_lite.cli.completion import complete_weights
from ten_lite.cli.options import json_option

if TYPE_CHECKING:
    from ten_lite.weights import WeightSet, WeightStore

__all__ = ["command"]


@click.group(name="models", short_help="List, fetch and find the weights of the embedded voices.")
def command() -> None:
    """List, fetch and find the weights of the embedded voices."""


@command.command(name="list")
@json_option
def list_models(as_json: bool) -> None:
    """List every set of weights the installed addons know, and whether it is here."""
    from ten_lite.cli.fetching import known_weights, megabytes
    from ten_lite.weights import WeightStore

    store = WeightStore()
    rows = [_describe(weights, store) for weights in known_weights()]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        state = "here" if row["present"] else "not fetched"
        size = megabytes(row["download_bytes"])
        click.echo(
            f"{row['name']:24} {size:>9}  {state:12} {row['licence']:12} {row['description']}"
        )


@command.command(name="pull")
@click.argument("names", nargs=-1, shell_complete=complete_weights)
@click.option("--offline", is_flag=True, help="Fetch nothing; check files put in place by hand.")
def pull_models(names: tuple[str, ...], offline: bool) -> None:
    """Fetch the weights NAMES; without names, what the default voices need."""
    from ten_lite.cli.fetching import default_weights, fetch, find_weights
    from ten_lite.weights import WeightStore

    wanted = [find_weights(name) for name in names] if names else default_weights()
    store = WeightStore()
    for weights in wanted:
        if store.missing(weights):
            fetch(weights, store, offline=offline)
        click.echo(f"{weights.name}  {store.folder(weights)}")


@command.command(name="where")
@click.argument("names", nargs=-1, shell_complete=complete_weights)
def where(names: tuple[str, ...]) -> None:
    """Print the folder of the cache, or of the weights NAMES."""
    from ten_lite.cli.fetching import find_weights
    from ten_lite.weights import WeightStore

    store = WeightStore()
    if not names:
        click.echo(store.root / "weights")
    for name in names:
        click.echo(store.folder(find_weights(name)))


def _describe(weights: WeightSet, store: WeightStore) -> dict[str, Any]:
    return {
        "name": weights.name,
        "description": weights.description,
        "licence": weights.licence,
        "source": weights.source,
        "download_bytes": weights.download_bytes,
        "present": not store.missing(weights),
        "folder": str(store.folder(weights)),
        "files": [
            {"name": file.name, "size_bytes": file.size_bytes, "sha256": file.sha256}
            for file in weights.files
        ],
    }
