"""Declared models as JSON Schema, with what their docstrings say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from ten_lite.wire.schema.objects import WireObject

__all__ = ["definitions"]

ATTRIBUTE: Final = re.compile(r"(\w+): (.*)")
PYTHON_NULL: Final = re.compile(r"\bNone\b")


def definitions(models: Iterable[type[WireObject]], *, ref: str) -> dict[str, Any]:
    """The JSON Schema (draft 7) of each model, and of each model in it, by the name of its class.

    Args:
        models: Which; no two classes in all of them have the same name.
        ref: How one refers to another, such as ``#/definitions/{model}``.
    """
    wanted = [(model, "validation") for model in models]
    _, found = models_json_schema(wanted, ref_template=ref)  # type: ignore[arg-type]
    made: dict[str, Any] = found["$defs"]
    if clashing := [name for name in made if "__" in name]:
        raise ValueError(f"two classes have the same name: {', '.join(clashing)}")
    for schema in made.values():
        _explain(schema)
    return {name: _plain(schema) for name, schema in made.items()}


def _explain(schema: dict[str, Any]) -> None:
    text, _, listed = schema.pop("description", "").partition("\nAttributes:\n")
    if text:
        schema["description"] = _flowing(text)
    for name, about in _attributes(listed).items():
        if "$ref" not in schema["properties"][name]:  # what stands beside one is not looked at
            schema["properties"][name]["description"] = about


def _attributes(listed: str) -> dict[str, str]:
    lines: dict[str, str] = {}
    name = ""
    for line in listed.splitlines():
        is_new = line.startswith("    ") and not line.startswith("     ")
        if is_new and (match := ATTRIBUTE.fullmatch(line.strip())):
            name = match[1]
            lines[name] = match[2]
        elif name:
            lines[name] += f" {line.strip()}"
    return {name: _flowing(text) for name, text in lines.items()}


def _flowing(text: str) -> str:
    """As JSON has it, without the line ends of the source but those between paragraphs."""
    paragraphs = PYTHON_NULL.sub("null", text.replace("``", "`")).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _plain(schema: Any) -> Any:
    """Without what readers have no use for: titles, and defaults, which mean: may be left out."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(value) for key, value in schema.items() if key not in ("title", "default")}
    if "properties" in schema:  # there may be a field of such a name
        plain["properties"] = {name: _plain(value) for name, value in schema["properties"].items()}
    return plain
