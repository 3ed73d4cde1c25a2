"""``ten-lite models``: the weights of the embedded voices."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import Any

import click

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.cli.completion import complete_weights
from ten_lite.cli.options import json_option
from ten_lite.config.definition import GraphDef
from ten_lite.errors import TenLiteError
from ten_lite.weights import Progress, WeightSet, WeightStore, pull

__all__ = ["command", "fetch_for", "known_weights"]

BAR_WIDTH = 24


@click.group(name="models", short_help="List, fetch and find the weights of the embedded voices.")
def command() -> None:
    """List, fetch and find the weights of the embedded voices."""


@command.command(name="list")
@json_option
def list_models(as_json: bool) -> None:
    """List every set of weights the installed addons know, and whether it is here."""
    store = WeightStore()
    rows = [_describe(weights, store) for weights in known_weights()]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        state = "here" if row["present"] else "not fetched"
        size = _size(row["download_bytes"])
        click.echo(
            f"{row['name']:24} {size:>9}  {state:12} {row['licence']:12} {row['description']}"
        )


@command.command(name="pull")
@click.argument("names", nargs=-1, shell_complete=complete_weights)
@click.option("--offline", is_flag=True, help="Fetch nothing; check files put in place by hand.")
def pull_models(names: tuple[str, ...], offline: bool) -> None:
    """Fetch the weights NAMES; without names, what the default voices need."""
    wanted = [_find(name) for name in names] if names else list(_defaults())
    store = WeightStore()
    for weights in wanted:
        if store.missing(weights):
            _pull(weights, store, offline=offline)
        click.echo(f"{weights.name}  {store.folder(weights)}")


@command.command(name="where")
@click.argument("names", nargs=-1, shell_complete=complete_weights)
def where(names: tuple[str, ...]) -> None:
    """Print the folder of the cache, or of the weights NAMES."""
    store = WeightStore()
    if not names:
        click.echo(store.root / "weights")
    for name in names:
        click.echo(store.folder(_find(name)))


def fetch_for(graph: GraphDef, *, offline: bool) -> None:
    """Bring every set of weights that ``graph`` needs, its fallback too, with a progress bar.

    Raises:
        WeightsError: A set is missing and cannot be fetched; says which and what to do.
    """
    store = WeightStore()
    candidates = [candidate for node in graph.nodes for candidate in node.candidates]
    for candidate in candidates:
        for weights in candidate.addon.weights(candidate.config):
            if store.missing(weights):
                _pull(weights, store, offline=offline)


def _pull(weights: WeightSet, store: WeightStore, *, offline: bool) -> None:
    bar = _Bar(weights)
    try:
        pull(weights, store=store, on_progress=bar.show, offline=offline)
    finally:
        bar.close()


class _Bar:
    """Size, rate and time left: a line that is rewritten, or one line when not on a terminal."""

    def __init__(self, weights: WeightSet) -> None:
        self._name = weights.name
        self._is_terminal = sys.stderr.isatty()
        self._began_s = time.monotonic()
        self._first_bytes: int | None = None
        self._shown = False

    def show(self, progress: Progress) -> None:
        """Draw the state."""
        done, total = progress.done_bytes, progress.total_bytes
        if not self._is_terminal:
            if not self._shown:
                click.echo(f"fetching {self._name} ({_size(total)})", err=True)
            self._shown = True
            return
        if self._first_bytes is None:
            self._first_bytes = done
        passed_s = max(1e-3, time.monotonic() - self._began_s)
        rate = (done - self._first_bytes) / passed_s
        left = f"{(total - done) / rate:4.0f} s left" if rate > 0 else "waiting"
        filled = BAR_WIDTH * done // max(1, total)
        bar = "=" * filled + " " * (BAR_WIDTH - filled)
        line = f"{self._name} [{bar}] {_size(done)} of {_size(total)}  {_size(rate)}/s  {left}"
        click.echo(f"\r{line:<100}", err=True, nl=False)
        self._shown = True

    def close(self) -> None:
        """End the line."""
        if self._is_terminal and self._shown:
            click.echo("", err=True)


def _size(count: float) -> str:
    return f"{count / 1e6:.1f} MB"


def _specs() -> Iterable[AddonSpec]:
    return (spec for spec in AddonRegistry.here().all() if isinstance(spec, AddonSpec))


def _defaults() -> Iterable[WeightSet]:
    """What each addon needs as it is configured by default."""
    found: dict[str, WeightSet] = {}
    for spec in _specs():
        if spec.known_weights:
            for weights in spec.weights(spec.config()):
                found[weights.name] = weights
    return found.values()


def known_weights() -> list[WeightSet]:
    """Every set of weights that an installed addon knows, each once, by name."""
    found = {weights.name: weights for spec in _specs() for weights in spec.known_weights}
    return [found[name] for name in sorted(found)]


def _find(name: str) -> WeightSet:
    known = {weights.name: weights for weights in known_weights()}
    if name not in known:
        raise TenLiteError(f'there are no weights "{name}"; known: {", ".join(known) or "none"}')
    return known[name]


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
