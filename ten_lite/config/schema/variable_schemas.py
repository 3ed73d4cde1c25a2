"""Makes a JSON Schema take ``${env:NAME}`` wherever the check takes it."""

from __future__ import annotations

from typing import Any

from ten_lite.config.schema.json_schema import Schema

__all__ = ["VARIABLE", "or_variable", "variables_inside"]

VARIABLE_PATTERN = r"\$\{env:[A-Za-z_]\w*(\|.*)?\}"

VARIABLE: Schema = {
    "type": "string",
    "pattern": VARIABLE_PATTERN,
    "description": "An environment variable, ${env:NAME} or ${env:NAME|default}.",
}
"""The definition ``Variable`` that changed schemas refer to."""

REFERENCE = {"$ref": "#/$defs/Variable"}
ANNOTATIONS = ("description", "default", "examples", "deprecated")
NARROWING = ("enum", "const", "pattern", "maxLength", "format")
ROOM_FOR_A_VARIABLE = 64
"""Characters; where a text may be this long, a variable fits in anyway."""


def variables_inside(schema: Schema, *, containers: bool) -> Schema:
    """``schema`` of an object, with everything in that object taking variables too.

    Args:
        schema: What ``described`` made.
        containers: Whether a variable may stand for an object or a list.
    """
    return _inside(schema, containers)


def or_variable(schema: Schema, *, containers: bool) -> Schema:
    """The same, and a variable may stand for the whole, too."""
    changed: Schema = _value(schema, containers)
    return changed


def _inside(schema: Schema, containers: bool) -> Schema:
    made = dict(schema)
    for key in ("properties", "patternProperties"):
        if key in made:
            made[key] = {name: _value(item, containers) for name, item in made[key].items()}
    for key in ("items", "additionalProperties"):
        if key in made:
            made[key] = _value(made[key], containers)
    if "prefixItems" in made:
        made["prefixItems"] = [_value(item, containers) for item in made["prefixItems"]]
    return made


def _value(schema: Any, containers: bool) -> Any:
    if not isinstance(schema, dict) or "$ref" in schema:
        return schema  # what is referred to is changed where it is defined
    schema = _without_union_of_null(_inside(schema, containers))
    if "oneOf" in schema and "type" not in schema:  # a variable would fit several
        schema["anyOf"] = schema.pop("oneOf")
        schema.pop("discriminator", None)
    if "anyOf" in schema:
        inner = [_inside(item, containers) for item in schema["anyOf"]]
        taken = any(map(_takes_any_text, inner))
        return {**schema, "anyOf": inner if taken else [*inner, REFERENCE]}
    if _takes_any_text(schema) or ("allOf" in schema and "type" not in schema):
        return schema
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if not containers and {"object", "array"} & set(types):
        return schema
    if types and "string" not in types and not any(key in schema for key in NARROWING):
        # `pattern` is about texts only, so the rest of the schema holds for the rest of the types
        return {
            **schema,
            "type": [*types, "string"],
            "pattern": VARIABLE_PATTERN,
            # not of the standard: what VS Code says instead of showing the pattern
            "patternErrorMessage": f'Expected {" or ".join(types)}, or "${{env:NAME}}".',
        }
    outer = {key: schema.pop(key) for key in ANNOTATIONS if key in schema}
    return {**outer, "anyOf": [schema, REFERENCE]}


def _without_union_of_null(schema: Schema) -> Schema:
    """``{"type": [X, "null"], ...}`` for ``anyOf`` of X and null, which is clearer."""
    null = {"type": "null"}
    inner = schema.get("anyOf", [])
    if len(inner) != 2 or null not in inner:
        return schema
    other = next(item for item in inner if item != null)
    if "$ref" in other or not isinstance(other.get("type"), str):
        return schema
    outer = {key: value for key, value in schema.items() if key != "anyOf"}
    other = {**other, "type": [other["type"], "null"]}
    if "const" in other:
        other["enum"] = [other.pop("const")]
    if "enum" in other:
        other["enum"] = [*other["enum"], None]
    return {**other, **outer}


def _takes_any_text(schema: Schema) -> bool:
    if "anyOf" in schema:
        return any(map(_takes_any_text, schema["anyOf"]))
    if "$ref" in schema or not set(schema) - set(ANNOTATIONS):
        return True  # a definition takes variables by itself; an empty schema takes everything
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    return "string" in types and not any(_narrows(schema, key) for key in NARROWING)


def _narrows(schema: Schema, key: str) -> bool:
    if key == "maxLength" and schema.get(key, 0) >= ROOM_FOR_A_VARIABLE:
        return False
    return key in schema and schema[key] != "password"
