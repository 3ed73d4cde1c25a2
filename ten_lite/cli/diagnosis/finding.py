"""``Finding``: one line of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "State", "fail", "ok", "warn"]

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one thing.

    Attributes:
        state: ``fail`` keeps a graph from running, ``warn`` may surprise.
        about: What was looked at, in a word or two.
        text: What was found; never the value of a variable.
        cure: What to do; "" where nothing is to be done.
    """

    state: State
    about: str
    text: str
    cure: str = ""


def ok(about: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding("ok", about, text)


def warn(about: str, text: str, cure: str) -> Finding:
    """Works, and may surprise."""
    return Finding("warn", about, text, cure)


def fail(about: str, text: str, cure: str) -> Finding:
    """Does not work."""
    return Finding("fail", about, text, cure)
