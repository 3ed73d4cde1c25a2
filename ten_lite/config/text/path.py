"""Paths as people write them, in overrides and conversions: ``params.words[0].text``."""

from __future__ import annotations

import re

from ten_lite.config.text.parsed import MAX_DEPTH
from ten_lite.config.text.pointer import Json

__all__ = ["Path", "parse_path", "read_path", "without_path", "write_path"]

Path = tuple[int | str, ...]
"""Keys and indices, outermost first; never empty, and beginning with a key."""

STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")
PATH = re.compile(r"[^.\[\]]+(?:\.[^.\[\]]+|\[\d{1,6}\])*\Z")


def parse_path(text: str) -> Path | None:
    """The parts of ``text``, or None when it is not a path of at most fifty parts."""
    if not PATH.match(text):
        return None
    parts = tuple(int(index) if index else key for key, index in STEP.findall(text))
    return parts if len(parts) <= MAX_DEPTH // 2 else None


def read_path(value: Json, path: Path) -> Json:
    """What ``path`` leads to inside ``value``.

    Raises:
        LookupError: It leads nowhere.
    """
    for part in path:
        if isinstance(part, int) != isinstance(value, list) or not isinstance(value, list | dict):
            raise LookupError(part)
        value = value[part]  # type: ignore[index]
    return value


def write_path(value: Json, path: Path, item: Json) -> Json:
    """``value`` with ``item`` at ``path``; what is on the way is copied, or made.

    Raises:
        LookupError: Something on the way is neither an object nor a list, or a list is too short.
    """
    if not path:
        return item
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        items = [] if value is None else value
        if not isinstance(items, list) or part > len(items):
            raise LookupError(part)
        inner = items[part] if part < len(items) else None
        return [*items[:part], write_path(inner, rest, item), *items[part + 1 :]]
    fields = {} if value is None else value
    if not isinstance(fields, dict):
        raise LookupError(part)
    return {**fields, part: write_path(fields.get(part), rest, item)}


def without_path(value: Json, path: Path) -> Json:
    """``value`` without what ``path`` leads to, and without objects that are empty for it.

    Raises:
        LookupError: It leads nowhere.
    """
    key, rest = path[0], path[1:]
    inside = read_path(value, (key,))
    inside = without_path(inside, rest) if rest else None
    if inside:
        return write_path(value, (key,), inside)
    if isinstance(value, list):
        return [item for index, item in enumerate(value) if index != key]
    return {name: item for name, item in value.items() if name != key}
