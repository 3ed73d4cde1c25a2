"""JSON text -> value, with syntax errors that say what to do."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from ten_lite.config.text.locate import Lines, json_spots, unclosed
from ten_lite.config.text.parsed import (
    FLATTER,
    MAX_DEPTH,
    Flaw,
    FlawError,
    parse_int,
    unusable_values,
)
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import show

__all__ = ["duplicate_key", "parse_json"]

# what stands where the parser stopped, and what to do about it
CURES = (
    ("'", "strings and keys stand in double quotes"),
    ("/", "JSON has no comments; a .yaml file may hold some"),
    ("#", "JSON has no comments; a .yaml file may hold some"),
    ("True", "write true"),
    ("False", "write false"),
    ("None", "write null"),
)

# how the parser's message begins, ours, and what to do
MESSAGES = (
    ("Expecting ',' delimiter", "a comma is missing before this", "put one after the item before"),
    ("Expecting ':' delimiter", "a colon is missing before this", "write it after the key"),
    ("Expecting property name", "expected a key in double quotes", "keys stand in double quotes"),
    (
        "Expecting value",
        "expected a value",
        "write text in double quotes, a number, [...] or {...}",
    ),
    ("Extra data", "text after the end of the document", "remove it"),
    ("Unterminated string", "this string is not closed", 'add the "'),
    ("Invalid control character", "a tab or line break inside a string", "write \\t or \\n"),
    ("Invalid \\escape", "a lone backslash inside a string", "write it twice: \\\\"),
    ("Invalid \\uXXXX escape", "\\u without four hexadecimal digits", "write e.g. \\u00e9"),
)


def parse_json(text: str) -> tuple[Json, list[Flaw]]:
    """The value, and flaws that do not hinder going on (keys given twice).

    Raises:
        FlawError: The text is not JSON, or holds what must not go further.
    """
    twice: dict[int, tuple[dict[str, Json], list[str]]] = {}

    def collect(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        result = dict(pairs)
        if len(result) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice[id(result)] = (result, [key for key in counts if counts[key] > 1])
        return result

    try:
        value = json.loads(text, object_pairs_hook=collect, parse_int=parse_int)
    except json.JSONDecodeError as error:
        raise FlawError(_syntax(text, error)) from None
    except RecursionError:
        message = f"nested deeper than {MAX_DEPTH} levels"
        raise FlawError(Flaw("TL106", message, FLATTER, line=1, column=1)) from None
    for flaw in unusable_values(value):
        line, column = json_spots(text)[flaw.pointer].value
        raise FlawError(replace(flaw, line=line, column=column))
    return value, _duplicates(value, twice) if twice else []


def _duplicates(
    value: Json, twice: dict[int, tuple[dict[str, Json], list[str]]], pointer: str = ""
) -> list[Flaw]:
    flaws: list[Flaw] = []
    if isinstance(value, dict):
        again = twice[id(value)][1] if id(value) in twice else []
        flaws += [duplicate_key(key, join(pointer, key)) for key in again]
        for key, item in value.items():
            flaws += _duplicates(item, twice, join(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            flaws += _duplicates(item, twice, join(pointer, index))
    return flaws


def duplicate_key(key: str, pointer: str) -> Flaw:
    """The flaw of a key that stands twice in one object."""
    cure = "only the last one counts: remove the others, or merge them"
    return Flaw("TL104", f"the key {show(key)} is given twice", cure, pointer, on_key=True)


def _syntax(text: str, error: json.JSONDecodeError) -> Flaw:
    at, rest = error.pos, text[error.pos : error.pos + 10]
    before = text[:at].rstrip()
    message, cure = next(
        ((ours, cure) for theirs, ours, cure in MESSAGES if error.msg.startswith(theirs)),
        (error.msg, "see the JSON syntax: https://www.json.org"),
    )
    cure = next((better for start, better in CURES if rest.startswith(start)), cure)
    if not text.strip():
        at, message, cure = 0, "the file is empty", "write a graph, or remove the file"
    elif error.msg.startswith("Illegal trailing comma") or (
        rest[:1] in ("}", "]") and before.endswith(",")
    ):
        at = at if rest[:1] == "," else len(before) - 1
        message, cure = "a comma after the last item", "remove it"
    elif not rest and (opened := unclosed(text)) is not None:
        message = "the file ends too early"
        cure = f'the "{opened[0]}" of line {opened[1]} is not closed'
    line, column = Lines(text).at(at)
    return Flaw("TL103", message, cure, line=line, column=column)
