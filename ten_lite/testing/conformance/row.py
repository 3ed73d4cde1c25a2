"""What a behaviour is: its id, its level, and how a kit says that it is not shown."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, TypeVar

__all__ = ["Failure", "Level", "NotApplicable", "Row", "expect", "must", "should", "skip"]

Method = TypeVar("Method", bound=Callable[..., Any])
Level = Literal["C", "S"]
"""C: every addon of the kind must; S: it should."""

MARK = "_conformance_row"


class Failure(AssertionError):
    """The addon does not behave like that; the text says what it did, in a line."""


class NotApplicable(Exception):
    """The row says nothing about this addon, or cannot be carried out here; the text says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour.

    Attributes:
        id: Such as ``tts.flush.mid``.
        level: Whether it is a must.
        method: Name of the kit's method that carries it out.
        stimulus: What is done to the addon.
        expected: What it does then.
    """

    id: str
    level: Level
    method: str
    stimulus: str
    expected: str


def must(row_id: str) -> Callable[[Method], Method]:
    """Make a coroutine method the row ``row_id`` of level C; its docstring tells the rest.

    The docstring's first paragraph is the stimulus, the second, after ``Expected:``, what the
    addon has to do. The method calls ``expect`` and ``skip``.
    """
    return _marked(row_id, "C")


def should(row_id: str) -> Callable[[Method], Method]:
    """The same with level S."""
    return _marked(row_id, "S")


def expect(is_so: object, otherwise: str) -> None:
    """Fail the row unless ``is_so``.

    Raises:
        Failure: With ``otherwise``, which says what the addon did.
    """
    if not is_so:
        raise Failure(otherwise)


def skip(why: str) -> NoReturn:
    """Leave the row out.

    Raises:
        NotApplicable: Always.
    """
    raise NotApplicable(why)


def _marked(row_id: str, level: Level) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        stimulus, found, expected = inspect.getdoc(method).partition("Expected:")  # type: ignore[union-attr]
        if not found:
            raise TypeError(f"{row_id}: the docstring lacks the paragraph that begins Expected:")
        row = Row(row_id, level, method.__name__, _line(stimulus), _line(expected))
        setattr(method, MARK, row)
        return method

    return mark


def _line(text: str) -> str:
    return " ".join(text.split())
