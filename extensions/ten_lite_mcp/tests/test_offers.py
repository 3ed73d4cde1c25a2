from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ten_lite_mcp.config import McpToolsConfig
from ten_lite_mcp.offers import ToolNames, object_schema
from ten_lite_mcp.results import result_text


@given(st.lists(st.text(max_size=80), unique=True), st.sampled_from(["", "my_", "p" * 32]))
def test_every_tool_has_a_name_of_its_own_that_models_take(originals: list[str], prefix: str):
    names = ToolNames(prefix)
    given_names = [names.given(one) for one in originals]
    assert len(set(given_names)) == len(originals)
    assert all(re.fullmatch("[a-zA-Z0-9_-]{1,64}", one) for one in given_names)
    assert [names.original(one) for one in given_names] == originals
    assert [names.given(one) for one in reversed(originals)] == given_names[::-1]


@pytest.mark.parametrize(
    ("schema", "adapted"),
    [
        ({}, {"type": "object", "properties": {}}),
        ({"type": ["object", "null"]}, {"type": "object", "properties": {}}),
        (
            {"$schema": "x", "properties": {"a": {}}, "required": ["a"], "$defs": {}},
            {"type": "object", "properties": {"a": {}}, "required": ["a"], "$defs": {}},
        ),
        (
            {"properties": {"a": {}}, "oneOf": [{"properties": {"b": {}}}, True], "anyOf": 1},
            {"type": "object", "properties": {"a": {}, "b": {}}},
        ),
        ({"properties": None, "required": True}, {"type": "object", "properties": {}}),
    ],
)
def test_a_schema_becomes_that_of_an_object(schema: dict[str, Any], adapted: dict[str, Any]):
    assert object_schema(schema) == adapted


def block(kind: str, **fields: Any) -> SimpleNamespace:
    return SimpleNamespace(type=kind, **fields)


@pytest.mark.parametrize(
    ("content", "structured", "text"),
    [
        ([block("text", text="a"), block("text", text="b")], None, "a\nb"),
        ([block("text", text="a")], {"a": 1}, "a"),
        ([], {"ä": 1}, '{"ä": 1}'),
        ([block("image")], None, "[image]"),
        ([block("audio")], {"a": 1}, '[audio]\n{"a": 1}'),
        ([block("resource_link", title=None, name="n", uri="f:/x")], None, "[link to n: f:/x]"),
        ([block("resource", resource=block("", uri="f:/x", text="words"))], None, "words"),
        ([block("resource", resource=block("", uri="f:/x", blob="AA"))], None, "[resource f:/x]"),
        ([], None, "done"),
    ],
)
def test_results_are_text(content: list[Any], structured: Any, text: str):
    assert result_text(content, structured, longest=100) == text


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        ({}, "either command"),
        ({"command": ["x"], "url": "http://x"}, "either command"),
        ({"command": [""]}, "must be a program"),
        ({"command": ["x"], "headers": {"a": "b"}}, "headers has no effect with command"),
        ({"url": "http://x", "env": {"a": "b"}}, "env has no effect with url"),
        ({"url": "ftp://x"}, "url"),
        ({"url": "http://x", "prefix": "a b"}, "prefix"),
    ],
)
def test_a_wrong_property_is_a_mistake_of_the_graph(properties: dict[str, Any], problem: str):
    with pytest.raises(ValidationError, match=problem):
        McpToolsConfig.model_validate(properties)


def test_secrets_are_not_shown():
    config = McpToolsConfig.model_validate({"url": "http://x", "headers": {"Authorization": "t-1"}})
    assert "t-1" not in repr(config)
