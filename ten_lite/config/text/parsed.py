"""What reading a text gives: a value, the places of its parts, and the flaws found on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ten_lite.config.text.pointer import Json, join

__all__ = [
    "FLATTER",
    "LONGEST_NUMBER",
    "MAX_DEPTH",
    "Flaw",
    "FlawError",
    "Spot",
    "parse_int",
    "unusable_values",
]

MAX_DEPTH = 100
"""Deepest nesting of a document; TEN's own graphs reach 12."""

FLATTER = "a graph needs about 12 levels: take some out"

LONGEST_NUMBER = 300


class Spot(NamedTuple):
    """Where a value stands, and its key (the value itself in a list): line, column from 1."""

    key: tuple[int, int]
    value: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake of the text itself, at a line and column or else at a pointer."""

    code: str
    message: str
    hint: str = ""
    pointer: str = ""
    line: int = 0
    column: int = 0
    on_key: bool = False


class FlawError(Exception):
    """Reading cannot go on; carries the flaw, with its line and column."""

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        super().__init__(flaw.message)


def parse_int(digits: str) -> int | float:
    """The number; one of absurd length is infinite, so that it is reported with its place."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else math.inf


def unusable_values(value: Json, pointer: str = "", depth: int = 0) -> Iterator[Flaw]:
    """What JSON cannot carry, or nobody should be made to walk: one flaw for each place."""
    if isinstance(value, str):
        if not _is_text(value):
            yield Flaw(
                "TL105",
                "text with half a character (a lone surrogate)",
                "write the character itself, or both halves of its \\u pair",
                pointer,
            )
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield Flaw("TL105", "not a finite number", "write a number or null", pointer)
    elif isinstance(value, dict | list):
        if depth >= MAX_DEPTH:
            yield Flaw("TL106", f"nested deeper than {MAX_DEPTH} levels", FLATTER, pointer)
            return
        yield from _unusable_inside(value, pointer, depth + 1)


def _unusable_inside(value: Json, pointer: str, depth: int) -> Iterator[Flaw]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(key, str) and not _is_text(key):
            yield Flaw(
                "TL105", "a key with half a character (a lone surrogate)", "rename it", pointer
            )
        elif isinstance(item, str | float | dict | list):
            yield from unusable_values(item, join(pointer, key), depth)


def _is_text(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
