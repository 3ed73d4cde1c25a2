"""Strict JSON both ways: what a client sends is checked to the last value, what we send is valid.

Python's ``json`` takes NaN, 1e999 and lone surrogates, all of which would fail later, far from
the client that sent them. Here they are refused at the door (RFC 8259 with the limits of RFC
7493: no lone surrogates, integers that fit in 64 bits).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final, NoReturn

from ten_lite.errors import ProtocolError

__all__ = [
    "MAX_NESTING",
    "clip",
    "describe",
    "dump",
    "excerpt",
    "parse_object",
    "plain",
    "printable",
]

MAX_NESTING: Final = 32
"""Levels of arrays and objects a client may nest, the message itself included."""

MAX_ERROR_CHARS: Final = 300
MAX_EXCERPT_CHARS: Final = 40
INT_RANGE: Final = range(-(2**63), 2**64)
MAX_INT_CHARS: Final = 20  # "-9223372036854775808" and "18446744073709551615"


def parse_object(text: str) -> dict[str, Any]:
    """The JSON object in ``text``.

    Of a key that occurs twice the last one counts, as in JavaScript.

    Raises:
        ProtocolError: It is not JSON, not an object, nested deeper than ``MAX_NESTING``, or holds
            NaN, Infinity, a number out of range or a lone surrogate.
    """
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        near = f", near {excerpt(text[error.pos :])}" if error.pos < len(text) else ""
        raise ProtocolError(
            clip(f"Invalid JSON: {error.msg} (line {error.lineno}, column {error.colno}{near})")
        ) from None
    except RecursionError:
        raise _too_deep() from None
    if type(value) is not dict:
        raise ProtocolError(f"Invalid JSON: expected an object, got {describe(value)}")
    # Only what these find can hold a lone surrogate or too many levels; audio has neither.
    if "\\" in text or not text.isascii() or text.count("{") + text.count("[") > MAX_NESTING:
        _check_levels(value)
    return value


def dump(value: object) -> str:
    """``value`` as compact JSON; a lone surrogate becomes U+FFFD, so it can be sent as UTF-8.

    Raises:
        ProtocolError: It holds NaN, Infinity or something JSON cannot express.
    """
    try:
        text = _ENCODER.encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(clip(f"Cannot be written as JSON: {error}")) from None
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def excerpt(text: str) -> str:
    """The start of ``text`` in double quotes, at most 40 characters, all of them printable."""
    shown = ""
    for char in text[:MAX_EXCERPT_CHARS]:
        if char in '"\\':
            char = "\\" + char
        elif not char.isprintable():
            char = char.encode("unicode_escape").decode("ascii")
        if len(shown) + len(char) > MAX_EXCERPT_CHARS - 3:
            return f'"{shown}..."'
        shown += char
    return f'"{shown}"'


def describe(value: object) -> str:
    """What a JSON value is, for an error: a short one itself, a container by its type."""
    if isinstance(value, str):
        return excerpt(value)
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    return json.dumps(value)


def clip(text: str) -> str:
    """``text``, cut to the 300 characters an error may have."""
    return text if len(text) <= MAX_ERROR_CHARS else text[: MAX_ERROR_CHARS - 3] + "..."


def printable(text: str) -> str:
    """``text`` with what a terminal would not show, or would obey, written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def plain(value: object) -> dict[Any, Any]:
    """A mapping as a dict: the ``default`` of an encoder, for what is not JSON by itself.

    Raises:
        TypeError: It is not a mapping.
    """
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _check_levels(value: dict[str, Any]) -> None:
    level: list[object] = [value]
    for _ in range(MAX_NESTING):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below += item
                below += item.values()
            elif isinstance(item, list):
                below += item
            elif isinstance(item, str) and not _is_unicode(item):
                raise ProtocolError(f"Invalid JSON: a lone surrogate in {excerpt(item)}")
        level = below
    if any(isinstance(item, dict | list) for item in level):
        raise _too_deep()


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_deep() -> ProtocolError:
    return ProtocolError(f"Invalid JSON: nested deeper than {MAX_NESTING} levels")


def _refuse_constant(name: str) -> NoReturn:
    raise ProtocolError(f"Invalid JSON: {name} is not a JSON number")


def _parse_float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ProtocolError(f"Invalid JSON: the number {excerpt(text)} is out of range")
    return number


def _parse_int(text: str) -> int:
    if len(text) <= MAX_INT_CHARS and (number := int(text)) in INT_RANGE:
        return number
    raise ProtocolError(f"Invalid JSON: the integer {excerpt(text)} does not fit in 64 bits")


_DECODER: Final = json.JSONDecoder(
    parse_constant=_refuse_constant, parse_float=_parse_float, parse_int=_parse_int
)
_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain
)
