"""What distributions add to ten_lite, found by entry point; imports nothing of theirs or of ours.

The command line tells the verbs of others in its help with this alone.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = [
    "ALIAS_GROUP",
    "COMMAND_GROUP",
    "ENTRY_POINT_GROUP",
    "InstalledAddon",
    "allowed",
    "failure",
]

ENTRY_POINT_GROUP = "ten_lite"
"""Addons: the name of each, and the module that supplies its spec."""

ALIAS_GROUP = "ten_lite.aliases"
"""Other names of addons, and what they stand for."""

COMMAND_GROUP = "ten_lite.commands"
"""Verbs of the command line, and the module that supplies each."""

OWN_DISTRIBUTION = "ten-lite"
REASON_CHARS = 300


@dataclass(frozen=True, slots=True)
class InstalledAddon:
    """An entry point: the addon's name and the distribution that brings it."""

    name: str
    distribution: str
    version: str
    entry_point: importlib.metadata.EntryPoint

    def load(self) -> Any:
        """Import what the entry point names."""
        return self.entry_point.load()


def failure(error: BaseException) -> str:
    """What a plugin raised, in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:REASON_CHARS]


def allowed(points: Iterable[importlib.metadata.EntryPoint]) -> Iterable[InstalledAddon]:
    """Each of ``points`` once, without those that ``TEN_LITE_LOAD_ADDONS`` leaves out."""
    only = os.environ.get("TEN_LITE_LOAD_ADDONS")
    wanted = None if only is None else {_canonical(name) for name in only.split(",")}
    seen: set[tuple[str, str, str]] = set()
    for point in points:
        dist = point.dist.name if point.dist else ""
        version = point.dist.version if point.dist else ""
        # an editable install and its wheel may both be on the path: that is one addon
        identity = (point.name, _canonical(dist), point.value)
        if identity in seen:
            continue
        seen.add(identity)
        if wanted is None or _canonical(dist) in wanted | {OWN_DISTRIBUTION}:
            yield InstalledAddon(point.name, dist, version, point)


def _canonical(distribution: str) -> str:
    return distribution.strip().lower().replace("_", "-")
