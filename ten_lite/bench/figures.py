"""What a bench found, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Figure", "Report", "percentile"]

COLUMNS = "{:<34} {:>12} {:>12} {:>9}  {}"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of ``values`` that at least ``percent`` percent of them do not exceed.

    Raises:
        ValueError: There are no values.
    """
    if not values:
        raise ValueError("there is no percentile of nothing")
    rank = math.ceil(len(values) * percent / 100)
    return sorted(values)[max(0, rank - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing that was measured on both sides.

    Attributes:
        name: What it is.
        unit: Of ``ours`` and ``floor``.
        ours: What ten_lite needs.
        floor: What the floor needs.
        max_ratio: The goal: ``ours`` is at most this many times ``floor``.
        max_ours: The goal: ``ours`` is at most this.
    """

    name: str
    unit: str
    ours: float
    floor: float
    max_ratio: float | None = None
    max_ours: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours in multiples of the floor; None when the floor needs nothing."""
        return self.ours / self.floor if self.floor > 0 else None

    @property
    def goal(self) -> str:
        """The goal in words; "" when there is none."""
        goals = []
        if self.max_ratio is not None:
            goals.append(f"<= {self.max_ratio:g}x")
        if self.max_ours is not None:
            goals.append(f"<= {self.max_ours:g} {self.unit}")
        return ", ".join(goals)

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None when there is none, or nothing to compare with."""
        if self.max_ratio is not None and (self.ratio is None or self.ratio > self.max_ratio):
            return None if self.ratio is None else False
        if self.max_ours is not None and self.ours > self.max_ours:
            return False
        return True if self.goal else None

    def as_json(self) -> dict[str, Any]:
        """The figure as ``--json`` prints it."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": _short(self.ours),
            "floor": _short(self.floor),
            "ratio": None if self.ratio is None else _short(self.ratio),
            "max_ratio": self.max_ratio,
            "max_ours": self.max_ours,
            "met": self.met,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All figures of one bench.

    Attributes:
        bench: Its name.
        settings: How it was run.
        figures: What was found.
        messages: How many messages each side moved (``ours``, ``floor``); equal, or it is unfair.
        notes: What a reader of the figures must know.
    """

    bench: str
    settings: Mapping[str, Any]
    figures: Sequence[Figure]
    messages: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as ``--json`` prints it."""
        return {
            "bench": self.bench,
            "settings": dict(self.settings),
            "messages": dict(self.messages),
            "figures": [figure.as_json() for figure in self.figures],
            "notes": list(self.notes),
        }

    def as_table(self) -> str:
        """The report for a terminal."""
        lines = [COLUMNS.format(self.bench, "ours", "floor", "ratio", "goal")]
        for figure in self.figures:
            ratio = "-" if figure.ratio is None else f"{_short(figure.ratio):g}x"
            verdict = {True: " (met)", False: " (missed)", None: ""}[figure.met]
            lines.append(
                COLUMNS.format(
                    f"{figure.name}, {figure.unit}",
                    f"{_short(figure.ours):g}",
                    f"{_short(figure.floor):g}",
                    ratio,
                    figure.goal + verdict,
                ).rstrip()
            )
        for about, values in (("settings", self.settings), ("messages", self.messages)):
            if values:
                told = ", ".join(f"{key} {value}" for key, value in values.items())
                lines.append(f"{about}: {told}")
        return "\n".join([*lines, *self.notes])


def _short(value: float) -> float:
    """Four significant digits; more would be a claim no run can keep."""
    return float(f"{value:.4g}")
