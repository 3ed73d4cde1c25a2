"""Where log records go, which of them, and how they are written."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["OFF", "LogOutput", "LogRule", "LogSettings"]

OFF = logging.CRITICAL + 1
"""A level above all records."""


@dataclass(frozen=True, slots=True)
class LogRule:
    """Which records an output takes.

    Attributes:
        level: Records of this level and above; ``OFF`` for none.
        category: What the record's category begins with; "" for any.
    """

    level: int
    category: str = ""


@dataclass(frozen=True, slots=True)
class LogOutput:
    """One place where records go.

    Attributes:
        rules: The one with the longest fitting category decides, of several such the last; a
            record that none fits is not taken.
        target: ``stdout``, ``stderr``, or the path of a file.
        as_json: One JSON object a line, else plain text.
        colored: Plain text in the colour of its level.
    """

    rules: tuple[LogRule, ...]
    target: Path | str
    as_json: bool = False
    colored: bool = False

    def takes(self, level: int, category: str) -> bool:
        """Whether a record of this level and category is written here."""
        fitting = [rule for rule in self.rules if category.startswith(rule.category)]
        if not fitting:
            return False
        longest = max(len(rule.category) for rule in fitting)
        return level >= [r.level for r in fitting if len(r.category) == longest][-1]


@dataclass(frozen=True, slots=True)
class LogSettings:
    """All outputs; a record goes to each of them that takes it."""

    outputs: tuple[LogOutput, ...]

    @property
    def lowest_level(self) -> int:
        """The level below which no output takes anything."""
        return min((rule.level for out in self.outputs for rule in out.rules), default=OFF)

    def at_level(self, level: int) -> LogSettings:
        """The same with ``level`` in all rules but those that take nothing."""
        return LogSettings(
            tuple(
                replace(
                    output,
                    rules=tuple(
                        rule if rule.level == OFF else replace(rule, level=level)
                        for rule in output.rules
                    ),
                )
                for output in self.outputs
            )
        )
