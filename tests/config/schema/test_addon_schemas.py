from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import AliasChoices, BaseModel, Field

from ten_lite.addons import PORTABLE, AddonConfig, AddonRegistry, AddonSpec, Deprecation
from ten_lite.config.schema.build import file_schema

from .. import kit


class Inner(BaseModel):
    voice: str = "joe"


class Strict(AddonConfig):
    key: str
    rate: Annotated[int, Field(validation_alias=AliasChoices("rate", "hz"))]
    language: Annotated[str, PORTABLE]


class Open(AddonConfig):
    inner: Inner = Inner()
    extra_params: dict[str, Any] = Field(default_factory=dict)


STRICT = AddonSpec(
    name="strict",
    kind="tts",
    description="Needs much.",
    factory="x:X",
    config=Strict,
    renamed={"params.api_key": "key", "params.rate.hz": "rate", "dump": ""},
)
OPEN = AddonSpec(
    name="open",
    kind="tts",
    description="Passes on what it does not know.",
    factory="x:X",
    config=Open,
    renamed={"params.voice_name": "inner.voice", "inner.name": "inner.voice", "old": "inner"},
)
REGISTRY = AddonRegistry([STRICT, OPEN], entry_points=[])
SCHEMA = Draft202012Validator(file_schema(REGISTRY).schema)


def judged(folder, addon: str, properties: dict[str, Any], environ=None) -> bool:
    graph = {"nodes": [{"name": "a", "addon": addon, "property": properties}]}
    checked = kit.load(graph, folder=folder, addons=REGISTRY)
    good = checked.graph is not None
    assert SCHEMA.is_valid(graph) == good, checked.problems
    return good


@pytest.mark.parametrize(
    "properties",
    [
        {"key": "k", "rate": 1, "language": "en"},
        {"key": "k", "hz": 1, "language": "en", "dump": True},
        {"params": {"api_key": "k", "rate": {"hz": 1}}, "language": "en"},
        {"params": {"key": "k", "hz": 1, "language": "en"}},
    ],
)
def test_required_properties_may_be_given_by_any_of_their_names(
    tmp_path, properties: dict[str, Any]
) -> None:
    assert judged(tmp_path, "strict", properties)


@pytest.mark.parametrize(
    "properties",
    [
        {"rate": 1, "language": "en"},
        {"key": "k", "language": "en"},
        {"params": {"api_key": "k"}, "rate": 1},
        {"params": {"api_key": 5}, "rate": 1, "language": "en"},
        {"params": {"api_key": "k", "rate": {"hz": "x"}}, "language": "en"},
        {"params": {"api_key": "k", "rate": {"khz": 1, "hz": 1}}, "language": "en"},
        {"params": {"api_key": "k", "x": 1}, "rate": 1, "language": "en"},
    ],
)
def test_what_is_missing_or_wrong_by_any_name_is_marked(
    tmp_path, properties: dict[str, Any]
) -> None:
    assert not judged(tmp_path, "strict", properties)


def test_what_an_addon_passes_on_may_stand_in_a_group_of_other_names(tmp_path) -> None:
    assert judged(tmp_path, "open", {"params": {"voice_name": "amy", "pitch": 2}})
    assert not judged(tmp_path, "open", {"params": {"voice_name": 5, "pitch": 2}})
    assert not judged(tmp_path, "open", {"pitch": 2})


def test_another_name_may_stand_inside_an_own_object(tmp_path) -> None:
    assert judged(tmp_path, "open", {"inner": {"name": "amy"}})
    assert not judged(tmp_path, "open", {"inner": {"name": 5}})
    assert judged(tmp_path, "open", {"old": {"voice": "amy"}})
    assert not judged(tmp_path, "open", {"old": {"voice": 5}})


def test_a_fallback_needs_no_portable_property_for_it_may_have_the_nodes() -> None:
    def graph(**properties: Any) -> dict[str, Any]:
        stand_in = {"addon": "strict", "property": properties}
        return {"nodes": [{"name": "a", "addon": "x", "fallback": [stand_in]}]}

    assert SCHEMA.is_valid(graph(key="k", rate=1))
    assert not SCHEMA.is_valid(graph(key="k"))


def test_other_names_tell_what_they_stand_for() -> None:
    inside = SCHEMA.schema["$defs"]["addon.strict"]["properties"]
    assert inside["params"]["properties"]["api_key"]["description"] == 'Another name for "key".'
    assert "no effect" in inside["dump"]["description"]


def test_what_is_deprecated_is_marked_by_its_old_name_and_by_its_own() -> None:
    soon = {"since": "0.3", "removed_in": "0.5"}
    spec = replace(
        STRICT,
        deprecated={
            "params.api_key": Deprecation(instead='"key"', **soon),
            "rate": Deprecation(**soon),
        },
    )
    made = file_schema(AddonRegistry([spec], entry_points=[])).schema
    inside = made["$defs"]["addon.strict"]["properties"]
    by_old_name = inside["params"]["properties"]["api_key"]
    assert by_old_name["deprecated"] is inside["rate"]["deprecated"] is True
    assert by_old_name["description"].endswith('removed in 0.5; use "key" instead.')
    assert inside["rate"]["description"].endswith("removed in 0.5; leave it out.")
    assert "deprecated" not in inside["key"]
