"""Judging a part of a file by its model: wrong types, unknown keys, missing keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pydantic import BaseModel, ValidationError

from ten_lite.config.shape.fields import names_at
from ten_lite.config.shape.schema_errors import SchemaError, schema_errors
from ten_lite.config.text.pointer import Json, parent, split
from ten_lite.config.text.wording import did_you_mean, hint, listing, show, type_name
from ten_lite.errors import Problem

__all__ = ["Report", "shape_problems"]

CODES = {"missing": "TL110", "unknown": "TL109", "conflict": "TL108"}
POLICIES = 'e.g. {"size": 50, "policy": "block"}; policies: block, drop_oldest, drop_newest'


class Report(Protocol):
    """Makes a problem at a pointer: ``Document.problem`` or ``Draft.problem``."""

    def __call__(
        self, code: str, message: str, pointer: str, hint: str, /, *, on_key: bool
    ) -> Problem:
        """The problem."""


def shape_problems(
    report: Report,
    model: type[BaseModel],
    value: Json,
    base: str = "",
) -> Iterator[Problem]:
    """What ``model`` finds wrong with ``value``.

    Args:
        report: Makes the problems.
        model: The shape.
        value: A raw document, or a part of one.
        base: The pointer of ``value``.
    """
    try:
        model.model_validate(value)
    except ValidationError as error:
        for mistake in schema_errors(error, value):
            yield _problem(report, model, mistake, base)


def _problem(report: Report, model: type[BaseModel], error: SchemaError, base: str) -> Problem:
    pointer = base + error.pointer
    key = (split(error.pointer) or [""])[-1]
    names = names_at(model, error.loc[:-1])
    code = CODES.get(error.mistake, "TL108")
    subject = show(error.path.rpartition(".")[2]) if key else "the graph"
    on_key = error.mistake == "unknown"
    if error.mistake == "unknown":
        message = f"unknown key {show(key)}"
        cure = hint(did_you_mean(key, names), f"keys: {listing(names)}")
    elif error.mistake == "missing" and error.text == "is missing":
        message, cure, pointer = f"{subject} is missing", "add it", parent(pointer)
    elif error.mistake == "missing":
        message, cure = error.text, "add it"
    elif error.mistake == "conflict":
        message, cure = error.text, "remove all but one"
    elif error.mistake == "refused":
        message, cure = f"{subject} {error.text}", "fill it in, or remove the key"
    else:
        message = f"{subject} {error.text}, not {_show(error)}"
        near = did_you_mean(error.value, error.choices) if isinstance(error.value, str) else ""
        cure = hint(near)
    if _in_queue(error.pointer):
        code, cure = "TL208", POLICIES
    return report(code, message, pointer, cure, on_key=on_key)


def _show(error: SchemaError) -> str:
    # where an object or a list belongs, anything may have been pasted, a key for instance
    container = "an object" in error.text or "a list" in error.text
    return type_name(error.value) if container else show(error.value)


def _in_queue(pointer: str) -> bool:
    """Whether it is about /connections/0/data/0/queue or something in it."""
    parts = split(pointer)
    return len(parts) > 4 and parts[4] == "queue"
