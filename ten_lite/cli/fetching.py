"""The weights that installed addons need, and bringing them with a progress bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable

import click

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.config.definition import GraphDef
from ten_lite.errors import TenLiteError
from ten_lite.weights import Progress, WeightSet, WeightStore, pull

__all__ = [
    "Bar",
    "default_weights",
    "fetch",
    "fetch_for",
    "find_weights",
    "known_weights",
    "megabytes",
]

BAR_WIDTH = 24


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
                fetch(weights, store, offline=offline)


def fetch(weights: WeightSet, store: WeightStore, *, offline: bool) -> None:
    """Bring one set, with a progress bar.

    Raises:
        WeightsError: It cannot be fetched; says why and what to do.
    """
    bar = Bar(weights)
    try:
        pull(weights, store=store, on_progress=bar.show, offline=offline)
    finally:
        bar.close()


class Bar:
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
                click.echo(f"fetching {self._name} ({megabytes(total)})", err=True)
            self._shown = True
            return
        if self._first_bytes is None:
            self._first_bytes = done
        passed_s = max(1e-3, time.monotonic() - self._began_s)
        rate = (done - self._first_bytes) / passed_s
        left = f"{(total - done) / rate:4.0f} s left" if rate > 0 else "waiting"
        filled = BAR_WIDTH * done // max(1, total)
        bar = "=" * filled + " " * (BAR_WIDTH - filled)
        size = f"{megabytes(done)} of {megabytes(total)}"
        line = f"{self._name} [{bar}] {size}  {megabytes(rate)}/s  {left}"
        click.echo(f"\r{line:<100}", err=True, nl=False)
        self._shown = True

    def close(self) -> None:
        """End the line."""
        if self._is_terminal and self._shown:
            click.echo("", err=True)


def megabytes(count: float) -> str:
    """``count`` bytes in words."""
    return f"{count / 1e6:.1f} MB"


def _specs() -> Iterable[AddonSpec]:
    return (spec for spec in AddonRegistry.here().all() if isinstance(spec, AddonSpec))


def default_weights() -> list[WeightSet]:
    """What each addon needs as it is configured by default."""
    found: dict[str, WeightSet] = {}
    for spec in _specs():
        if spec.known_weights:
            for weights in spec.weights(spec.config()):
                found[weights.name] = weights
    return list(found.values())


def known_weights() -> list[WeightSet]:
    """Every set of weights that an installed addon knows, each once, by name."""
    found = {weights.name: weights for spec in _specs() for weights in spec.known_weights}
    return [found[name] for name in sorted(found)]


def find_weights(name: str) -> WeightSet:
    """The set called ``name``.

    Raises:
        TenLiteError: There is none; tells those that there are.
    """
    known = {weights.name: weights for weights in known_weights()}
    if name not in known:
        raise TenLiteError(f'there are no weights "{name}"; known: {", ".join(known) or "none"}')
    return known[name]
