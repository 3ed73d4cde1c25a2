"""JSON pointers (RFC 6901): how a place in a document is named."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Json", "covers", "join", "lookup", "parent", "split"]

Json: TypeAlias = Any
"""A raw document: what ``json.loads`` returns."""


def join(base: str, *parts: str | int) -> str:
    """``base`` followed by ``parts``, each of them escaped."""
    if not parts:
        return base
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return f"{base}/{'/'.join(steps)}"


def split(pointer: str) -> list[str]:
    """The parts of ``pointer``, unescaped; none for the whole document."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def parent(pointer: str) -> str:
    """The pointer one step up; "" stays ""."""
    return pointer.rpartition("/")[0]


def covers(above: str, below: str) -> bool:
    """Whether ``below`` is ``above`` or lies inside it."""
    return below == above or below.startswith(above + "/")


def lookup(document: Json, pointer: str) -> Json:
    """The value at ``pointer``.

    Raises:
        KeyError: There is none.
    """
    value = document
    for part in split(pointer):
        if isinstance(value, dict):
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise KeyError(pointer)
    return value
