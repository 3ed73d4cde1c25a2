"""The type and range of a property, in words, from its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["type_in_words"]

LIMITS = {
    "minimum": ">=",
    "exclusiveMinimum": ">",
    "maximum": "<=",
    "exclusiveMaximum": "<",
    "minLength": "length >=",
    "maxLength": "length <=",
    "minItems": "items >=",
    "maxItems": "items <=",
    "pattern": "like",
}


def type_in_words(part: dict[str, Any]) -> str:
    """Such as ``integer >= 1 <= 20`` or ``list of string or null``.

    Args:
        part: The schema of one property, as pydantic makes it.
    """
    limits = [f"{sign} {part[key]}" for key, sign in LIMITS.items() if key in part]
    return " ".join([_kind(part), *limits])


def _kind(part: dict[str, Any]) -> str:
    if "enum" in part:
        return "one of " + ", ".join(json.dumps(value) for value in part["enum"])
    if "const" in part:
        return json.dumps(part["const"])
    if "anyOf" in part:
        return " or ".join(map(type_in_words, part["anyOf"]))
    if "$ref" in part:
        return "object"
    kind = str(part.get("type", "value"))
    if kind == "array":
        inner = part.get("items", {})
        return "list" if "$ref" in inner or not inner else f"list of {type_in_words(inner)}"
    return kind
