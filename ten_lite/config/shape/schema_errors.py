"""pydantic's errors in our words: one ``SchemaError`` for each mistake in a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ten_lite.config.text.pointer import Json, join

__all__ = ["Mistake", "SchemaError", "schema_errors"]

Mistake = Literal["missing", "unknown", "wrong", "conflict", "refused"]
"""A key is missing or not known, a value is wrong, keys exclude each other, a validator said no."""

EXPECTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "dict_type": "an object",
    "mapping_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dataclass_type": "an object",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "iterable_type": "a list",
    "none_required": "null",
    "string_pattern_mismatch": "letters, digits and underscores, beginning with a letter",
}


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One mistake in a value.

    Attributes:
        mistake: What sort of mistake.
        pointer: Where, from the value that was judged; for ``missing`` the key that is not there.
        loc: The same as pydantic names it, with the tags of unions.
        path: The keys on the way, e.g. ``params.voice``; "" for the whole value.
        text: ``must be ...`` for ``wrong``, else a phrase of its own.
        value: The bad value.
        choices: The allowed values, when they are few and known.
    """

    mistake: Mistake
    pointer: str
    loc: tuple[int | str, ...]
    path: str
    text: str
    value: Json
    choices: tuple[str, ...] = ()


def schema_errors(error: ValidationError, value: Json) -> Iterator[SchemaError]:
    """The mistakes behind ``error``, which judging ``value`` gave.

    The members of a union that all refuse a value are one mistake: ``must be A or B``.
    """
    found = [_translate(details, value) for details in error.errors(include_url=False)]
    merged: dict[tuple[str, Mistake], SchemaError] = {}
    for mistake in found:
        key = (mistake.pointer, mistake.mistake)
        earlier = merged.get(key)
        if earlier is None:
            merged[key] = mistake
        elif mistake.text not in earlier.text:
            merged[key] = replace(
                earlier,
                text=f"{earlier.text} or {mistake.text.removeprefix('must be ')}",
                choices=earlier.choices + mistake.choices,
            )
    yield from merged.values()


def _translate(details: ErrorDetails, value: Json) -> SchemaError:
    kind, loc, context = details["type"], details["loc"], details.get("ctx", {})
    keys = _existing(loc, value)
    if kind == "missing":
        keys.append(loc[-1])
        return SchemaError("missing", join("", *keys), loc, _path(keys), "is missing", None)
    mistake: Mistake = "wrong"
    choices: tuple[str, ...] = ()
    if kind == "extra_forbidden":
        mistake, text = "unknown", "is not known"
    elif kind == "missing_key":
        mistake, text = "missing", details["msg"]
    elif kind == "conflict":
        mistake, text = "conflict", details["msg"]
    elif kind in ("value_error", "assertion_error"):
        mistake, text = "refused", str(context.get("error", details["msg"]))
    elif kind in ("literal_error", "enum"):
        choices = _choices(context)
        text = f"must be {context.get('expected', '')}".replace("'", '"')
    elif context.get("min_length") == 1:
        mistake, text = "refused", "must not be empty"
    elif kind in EXPECTED:
        text = f"must be {EXPECTED[kind]}"
    else:
        text = _own_words(details["msg"])
    return SchemaError(mistake, join("", *keys), loc, _path(keys), text, details["input"], choices)


def _existing(loc: tuple[int | str, ...], value: Json) -> list[int | str]:
    """The parts of ``loc`` that lead somewhere; tags of unions and the like do not."""
    keys: list[int | str] = []
    for part in loc:
        there: Collection[int | str] = value if isinstance(value, dict) else ()
        if isinstance(value, list):
            there = range(len(value))
        if part in there:
            value = value[part]
            keys.append(part)
    return keys


def _path(keys: list[int | str]) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")


def _choices(context: Mapping[str, Json]) -> tuple[str, ...]:
    expected = str(context.get("expected", "")).replace(" or ", ", ").split(", ")
    return tuple(choice.strip("'") for choice in expected)


def _own_words(message: str) -> str:
    for theirs, ours in (
        ("Input should be ", "must be "),
        ("Value should have ", "must have "),
        ("String should have ", "must have "),
        ("List should have ", "must have "),
    ):
        message = message.replace(theirs, ours)
    return message[:1].lower() + message[1:]
