"""The AsyncAPI file holds together; that it is current, and valid, others look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = json.loads((ROOT / "docs/reference/asyncapi.json").read_text("utf-8"))


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [ref for item in value for ref in references(item)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [ref for item in value.values() for ref in references(item)]


def resolved(reference: str) -> Any:
    assert reference.startswith("#/")
    found = DOCUMENT
    for step in reference[2:].split("/"):
        found = found[step]
    return found


def test_every_reference_leads_somewhere() -> None:
    assert {reference for reference in references(DOCUMENT) if not resolved(reference)} == set()


def test_every_schema_and_message_is_used() -> None:
    used = set(references(DOCUMENT))
    for kind in ("schemas", "messages"):
        for name in DOCUMENT["components"][kind]:
            assert f"#/components/{kind}/{name}" in used


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_every_schema_is_one_and_says_what_it_is(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["description"]


@pytest.mark.parametrize("name", DOCUMENT["operations"])
def test_an_operation_has_messages_of_its_channel(name: str) -> None:
    operation = DOCUMENT["operations"][name]
    channel = operation["channel"]["$ref"]
    assert name == f"{channel.removeprefix('#/channels/')}.{operation['action']}"
    assert operation["messages"]
    for message in operation["messages"]:
        assert message["$ref"].startswith(f"{channel}/messages/")
