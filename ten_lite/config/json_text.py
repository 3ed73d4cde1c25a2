"""JSON text -> value, with syntax errors that say what to do."""

from __future__ import annotations

import json
import re

from ten_lite.config.locate import Lines, unclosed
from ten_lite.config.parsed import MAX_DEPTH, Flaw, FlawError, parse_int, unusable_values
from ten_lite.config.pointer import Json, join

__all__ = ["parse_json"]

CURES = (
    ("'", "strings and keys stand in double quotes"),
    ("/", "JSON has no comments; a .yaml file may hold some"),
    ("#", "JSON has no comments; a .yaml file may hold some"),
    ("True", "write true"),
    ("False", "write false"),
    ("None", "write null"),
)

MESSAGES = (
    ("Expecting ',' delimiter", "a comma is missing before this"),
    ("Expecting ':' delimiter", "a colon is missing after the key"),
    ("Expecting property name", "expected a key in double quotes"),
    ("Expecting value", "expected a value"),
    ("Extra data", "text after the end of the document"),
    ("Unterminated string", "this string is not closed"),
    ("Invalid control character", "a tab or line break inside a string: write \\t or \\n"),
    ("Invalid \\escape", "a backslash in a string must be written \\\\"),
    ("Invalid \\uXXXX escape", "\\u needs four hexadecimal digits"),
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
            seen: set[str] = set()
            again = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
            twice[id(result)] = (result, again)
        return result

    try:
        value = json.loads(text, object_pairs_hook=collect, parse_int=parse_int)
    except json.JSONDecodeError as error:
        raise FlawError(_syntax(text, error)) from None
    except RecursionError:
        raise FlawError(Flaw("TL106", f"nested deeper than {MAX_DEPTH} levels")) from None
    for flaw in unusable_values(value):
        raise FlawError(flaw)
    return value, _duplicates(value, twice) if twice else []


def _duplicates(
    value: Json, twice: dict[int, tuple[dict[str, Json], list[str]]], pointer: str = ""
) -> list[Flaw]:
    flaws: list[Flaw] = []
    if isinstance(value, dict):
        for key in dict.fromkeys(twice[id(value)][1] if id(value) in twice else ()):
            flaws.append(duplicate_key(key, join(pointer, key)))
        for key, item in value.items():
            flaws += _duplicates(item, twice, join(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            flaws += _duplicates(item, twice, join(pointer, index))
    return flaws


def duplicate_key(key: str, pointer: str) -> Flaw:
    """The flaw of a key that stands twice in one object."""
    cure = "only the last one counts: remove the others, or merge them"
    return Flaw("TL104", f'the key "{key}" is given twice', cure, pointer, on_key=True)


def _syntax(text: str, error: json.JSONDecodeError) -> Flaw:
    at, rest = error.pos, text[error.pos : error.pos + 10]
    before = text[:at].rstrip()
    cure = next((cure for start, cure in CURES if rest.startswith(start)), "")
    message = next((ours for theirs, ours in MESSAGES if error.msg.startswith(theirs)), error.msg)
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
    elif re.match(r"[A-Za-z_]\w*\s*:", rest + text[at + 10 : at + 80]):
        cure = "keys stand in double quotes"
    line, column = Lines(text).at(at)
    return Flaw("TL103", message, cure, line=line, column=column)
