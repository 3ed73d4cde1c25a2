from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ten_lite.config.schema.variable_schemas import VARIABLE, or_variable, variables_inside

SCHEMAS: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer", "minimum": 1},
    "boolean": {"type": "boolean"},
    "enum": {"enum": ["a", 5], "description": "x"},
    "const": {"const": "a"},
    "pattern": {"type": "string", "pattern": "^a$"},
    "short text": {"type": "string", "maxLength": 3},
    "format": {"type": "string", "format": "uri"},
    "number or null": {"anyOf": [{"type": "number"}, {"type": "null"}]},
    "enum or null": {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
    "const or null": {"anyOf": [{"type": "string", "const": "a"}, {"type": "null"}]},
    "one of two": {"oneOf": [{"type": "number"}, {"type": "boolean"}]},
    "list": {"type": "array", "items": {"type": "integer"}},
    "object": {"type": "object", "properties": {"x": {"type": "integer"}}},
}
VALUES = [None, 0, 1, 1.5, True, "a", "b", "aaaa", 5, [], [1], ["x"], {}, {"x": 1}, {"x": "y"}]


def valid(schema: dict[str, Any], value: Any) -> bool:
    return Draft202012Validator({**schema, "$defs": {"Variable": VARIABLE}}).is_valid(value)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_variable_is_taken_and_all_else_is_judged_as_before(schema: dict[str, Any]) -> None:
    made = or_variable(schema, containers=True)
    for variable in ("${env:A}", "${env:A_1|}", '${env:A|{"x": 1}}', "b${env:A}c"):
        assert valid(made, variable)
    for value in (*VALUES, "${env:}", "${env:A", "$A"):
        if schema.get("format") is None or not isinstance(value, str):
            assert valid(made, value) == valid(schema, value), value


def test_a_text_of_any_kind_stays_as_it_is() -> None:
    for schema in ({"type": "string"}, {"type": "string", "maxLength": 128}, {}):
        assert or_variable(schema, containers=True) == schema


def test_variables_are_taken_at_any_depth() -> None:
    inner = {"type": "object", "additionalProperties": {"type": "integer"}}
    pair = {"type": "array", "prefixItems": [{"type": "integer"}, inner]}
    made = variables_inside({"properties": {"x": pair}}, containers=True)
    assert valid(made, {"x": ["${env:A}", {"y": "${env:B}"}]})
    assert not valid(made, {"x": ["A", {}]})
    assert not valid(made, {"x": [1, {"y": "B"}]})


def test_outside_of_properties_a_variable_is_no_object_and_no_list() -> None:
    for name in ("list", "object"):
        assert not valid(or_variable(SCHEMAS[name], containers=False), "${env:A}")
    assert valid(or_variable(SCHEMAS["list"], containers=False), [1])
    assert valid(or_variable(SCHEMAS["list"], containers=False), ["${env:A}"])


def test_a_mistake_is_told_in_words_where_the_editor_can() -> None:
    made = or_variable(SCHEMAS["number or null"], containers=True)
    assert made["patternErrorMessage"] == 'Expected number or null, or "${env:NAME}".'
