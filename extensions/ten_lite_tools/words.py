"""Counts and durations in words."""

from __future__ import annotations

__all__ = ["count", "duration"]


def count(number: int, unit: str) -> str:
    """Such as ``1 day`` and ``2 days``."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def duration(seconds: float) -> str:
    """Such as ``1 hour 5 minutes``; to the second, 1 second at least."""
    whole = max(1, round(seconds))
    parts = (whole // 3600, "hour"), (whole // 60 % 60, "minute"), (whole % 60, "second")
    return " ".join(count(number, unit) for number, unit in parts if number)
