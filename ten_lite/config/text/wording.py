"""How problems speak: values shown short, nearest names, lists of names."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable

from ten_lite.config.text.pointer import Json

__all__ = ["did_you_mean", "hint", "listing", "nearest", "one_line", "show", "type_name"]

LONGEST_VALUE = 60
LONGEST_LIST = 12

CONTROL = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*")


def show(value: Json) -> str:
    """``value`` as the user wrote it, cut at 60 characters; an object or a list by its type."""
    if isinstance(value, dict | list):
        return type_name(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def type_name(value: Json) -> str:
    """What kind of JSON value it is, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that was probably meant, or None."""
    by_lower = {other.lower(): other for other in sorted(names, reverse=True)}
    # long strings are not names that somebody mistyped, and comparing them takes for ever
    found = difflib.get_close_matches(name[:100].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``did you mean "x"?``, or "" when nothing is near."""
    found = nearest(name, names)
    return f'did you mean "{found}"?' if found is not None else ""


def listing(names: Iterable[str]) -> str:
    """The names, separated by commas; a long list is cut and says how many are left out."""
    every = list(names)
    if not every:
        return "none"
    more = f" and {len(every) - LONGEST_LIST} more" if len(every) > LONGEST_LIST else ""
    return ", ".join(every[:LONGEST_LIST]) + more


def hint(*parts: str) -> str:
    """The parts that say something, side by side."""
    return "   ".join(part for part in parts if part)


def one_line(text: str, longest: int = 300) -> str:
    """``text`` without line breaks and other control characters, cut at ``longest``."""
    flat = CONTROL.sub(" ", text)
    return flat if len(flat) <= longest else flat[: longest - 3] + "..."
