"""Whether the model files that a graph needs are there, and whole."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.cli.diagnosis.finding import Finding, fail, ok, warn
from ten_lite.config.reading.draft import Draft
from ten_lite.errors import WeightsError
from ten_lite.weights import WeightSet, WeightStore

__all__ = ["look_at_set", "look_at_weights"]


def look_at_weights(draft: Draft, store: WeightStore) -> Iterator[Finding]:
    """A finding for each set; every file is hashed, which takes some 2 s a GB.

    A file that is damaged is deleted, so that the next pull brings it anew.
    """
    needed: dict[str, WeightSet] = {}
    for node in draft.providers():
        if node.spec is not None and node.config is not None:
            needed |= {found.name: found for found in node.spec.weights(node.config)}
    for weights in needed.values():
        yield look_at_set(weights, store)


def look_at_set(weights: WeightSet, store: WeightStore) -> Finding:
    """A finding for one set."""
    pull = f"ten-lite models pull {weights.name}"
    if store.missing(weights):
        size = f"{weights.download_bytes / 1e6:.0f} MB"
        text = f"{weights.name} is not here; ten-lite run fetches it ({size})"
        return warn("weights", text, f"to fetch it now: {pull}")
    try:
        store.verify(weights)
    except WeightsError as error:
        return fail("weights", f"{weights.name} is damaged: {str(error).splitlines()[0]}", pull)
    return ok("weights", f"{weights.name} is whole")
