"""From a server's tools to what every model takes, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["ToolNames", "object_schema"]

LONGEST_NAME = 64
REFUSED = re.compile(r"[^a-zA-Z0-9_-]")
ALTERNATIVES = ("anyOf", "oneOf", "allOf")
REFUSED_KEYWORDS = frozenset({*ALTERNATIVES, "not", "enum", "const", "$schema", "$id"})


class ToolNames:
    """Names that models take, ``^[a-zA-Z0-9_-]{1,64}$``, for those of a server.

    A tool keeps its name for as long as this object lives, however often the list changes.

    Args:
        prefix: Put before each name.
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._given: dict[str, str] = {}
        self._originals: dict[str, str] = {}

    def given(self, original: str) -> str:
        """The name of the server's tool ``original``; different for each of them."""
        if original not in self._given:
            name = REFUSED.sub("_", self._prefix + original)[:LONGEST_NAME] or "_"
            base, number = name, 1
            while name in self._originals:
                number += 1
                suffix = f"_{number}"
                name = base[: LONGEST_NAME - len(suffix)] + suffix
            self._given[original] = name
            self._originals[name] = original
        return self._given[original]

    def original(self, given: str) -> str:
        """The server's name of the tool.

        Raises:
            KeyError: No tool was given this name.
        """
        return self._originals[given]


def object_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """``schema`` as the schema of an object, with nothing beside it that models' vendors refuse.

    Alternatives at the top are given up for the properties of all of them, none required; the
    server itself still holds each call against its own schema.
    """
    adapted = {key: value for key, value in schema.items() if key not in REFUSED_KEYWORDS}
    adapted["type"] = "object"
    own = adapted.get("properties")
    properties = dict(own) if isinstance(own, Mapping) else {}
    for keyword in ALTERNATIVES:
        branches = schema.get(keyword)
        for branch in branches if isinstance(branches, list) else ():
            found = branch.get("properties") if isinstance(branch, Mapping) else None
            for key, value in (found if isinstance(found, Mapping) else {}).items():
                properties.setdefault(key, value)
    adapted["properties"] = properties
    required = adapted.get("required")
    if "required" in adapted and not isinstance(required, list):
        del adapted["required"]
    return adapted
