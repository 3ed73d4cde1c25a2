"""Properties under the names that TEN's addons have for them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from ten_lite.addons import AddonRegistry, AddonSpec, Deprecation
from ten_lite.config import CheckedGraph
from ten_lite.config.schema.addon_schemas import property_schema

from .. import kit

CLOUD = AddonSpec(
    name="cloud_llm",
    kind="llm",
    description="Thinks far away.",
    factory="x:X",
    config=kit.BrainConfig,
    renamed={"params.key": "api_key", "params.heat": "temperature", "vendor": ""},
)
ADDONS: AddonRegistry = kit.registry(CLOUD)
ENVIRON = {"KEY": "sk-1"}


def load(folder: Path, addon: str, **properties: Any) -> CheckedGraph:
    graph = {"nodes": [kit.node("n", addon, **properties)]}
    return kit.load(graph, folder=folder, addons=ADDONS, environ=ENVIRON)


def told(checked: CheckedGraph) -> list[tuple[str, str, str]]:
    return [
        (p.code, p.pointer.removeprefix("/nodes/0/property"), p.message) for p in checked.problems
    ]


def config(checked: CheckedGraph) -> Any:
    assert checked.graph is not None
    return checked.graph.nodes[0].config


def test_other_names_are_understood(tmp_path: Path) -> None:
    checked = load(tmp_path, "cloud_llm", params={"key": "${env:KEY}", "heat": 1})
    assert checked.problems == ()
    assert config(checked).api_key.get_secret_value() == "sk-1"
    assert config(checked).temperature == 1


def test_our_own_names_go_on_working_beside_them(tmp_path: Path) -> None:
    checked = load(tmp_path, "cloud_llm", params={"key": "${env:KEY}"}, temperature=1)
    assert checked.problems == ()
    assert config(checked).temperature == 1


def test_both_names_of_one_property_are_a_mistake(tmp_path: Path) -> None:
    checked = load(tmp_path, "cloud_llm", params={"key": "${env:KEY}", "heat": 1}, temperature=1)
    assert told(checked) == [
        (
            "TL304",
            "/params/heat",
            '"params.heat" is another name for "temperature", which is given too',
        )
    ]
    assert checked.problems[0].column == 11, "the key is what is wrong"


def test_a_property_without_effect_is_a_warning(tmp_path: Path) -> None:
    checked = load(tmp_path, "cloud_llm", api_key="${env:KEY}", vendor="acme")
    assert told(checked) == [("TL111", "/vendor", '"vendor" has no effect here')]
    assert checked.graph is not None


def test_a_mistake_is_told_where_it_is_written(tmp_path: Path) -> None:
    checked = load(tmp_path, "cloud_llm", params={"key": "${env:KEY}", "heat": 9})
    assert told(checked) == [
        ("TL306", "/params/heat", '"temperature" must be less than or equal to 2, not 9')
    ]


def test_what_else_stands_among_them_is_the_addons_own_or_passed_on(tmp_path: Path) -> None:
    checked = load(tmp_path, "cloud_llm", params={"key": "${env:KEY}"}, extra_params={"a": 1})
    assert checked.problems == ()
    english = load(tmp_path, "english_stt", params={"lang": "en-US", "vocabulary": ["x"]})
    assert english.problems == ()
    assert config(english) == kit.EnglishConfig(words=["x"])
    mistyped = load(tmp_path, "english_stt", params={"lang": "en-US", "vocab": ["x"]})
    assert told(mistyped) == [
        ("TL304", "/params/vocab", 'english_stt has no property "params.vocab"')
    ]
    assert mistyped.problems[0].hint == 'did you mean "vocabulary"?   in "params": lang, vocabulary'
    own = load(tmp_path, "english_stt", params={"words": ["x"]})
    assert config(own) == kit.EnglishConfig(words=["x"])


PASSING = AddonSpec(
    name="passing_llm",
    kind="llm",
    description="Hands on what it does not know.",
    factory="x:X",
    config=kit.PassingConfig,
    renamed={"options.key": "api_key"},
)


def test_what_an_addon_does_not_know_goes_to_its_provider(tmp_path: Path) -> None:
    node = kit.node("n", "passing_llm", options={"key": "k", "top_k": 5, "model": "m"})
    checked = kit.load({"nodes": [node]}, folder=tmp_path, addons=kit.registry(PASSING))
    assert checked.problems == ()
    assert config(checked) == kit.PassingConfig(api_key="k", model="m", extra_params={"top_k": 5})


@pytest.mark.parametrize("override", ["n.params.heat=1", "n.temperature=1"])
def test_overrides_may_use_either_name(override: str, tmp_path: Path) -> None:
    graph = {"nodes": [kit.node("n", "cloud_llm", params={"key": "${env:KEY}"})]}
    checked = kit.load(graph, folder=tmp_path, addons=ADDONS, overrides=[override], environ=ENVIRON)
    assert checked.problems == ()
    assert config(checked).temperature == 1


AGED = dataclasses.replace(
    CLOUD,
    name="aged_llm",
    deprecated={
        "params.heat": Deprecation(
            since="0.3", removed_in="0.5", instead='"temperature"', of="ten-lite-acme"
        ),
        "model": Deprecation(since="1", removed_in="2"),
    },
)


def test_a_deprecated_property_works_and_is_told_with_its_place_and_its_cure(
    tmp_path: Path,
) -> None:
    graph = {"nodes": [kit.node("n", "aged_llm", api_key="${env:KEY}", params={"heat": 1})]}
    checked = kit.load(graph, folder=tmp_path, addons=kit.registry(AGED), environ=ENVIRON)
    assert config(checked).temperature == 1
    (problem,) = checked.problems
    assert (problem.code, problem.severity) == ("TL311", "warning")
    assert problem.pointer == "/nodes/0/property/params/heat"
    assert problem.line
    assert problem.message == (
        '"params.heat" of aged_llm is deprecated since ten-lite-acme 0.3, and removed in 0.5'
    )
    assert problem.hint == 'use "temperature" instead'


def test_a_deprecated_property_of_an_addons_own_is_told_as_well(tmp_path: Path) -> None:
    graph = {"nodes": [kit.node("n", "aged_llm", api_key="${env:KEY}", model="small")]}
    checked = kit.load(graph, folder=tmp_path, addons=kit.registry(AGED), environ=ENVIRON)
    assert config(checked).model == "small"
    assert [(problem.code, problem.hint) for problem in checked.problems] == [
        ("TL311", "leave it out")
    ]


def test_editors_are_told_of_deprecated_properties() -> None:
    properties = property_schema(AGED)["addon.aged_llm"]["properties"]
    assert properties["params"]["properties"]["heat"]["deprecated"] is True
    assert properties["model"]["deprecated"] is True
    assert "since ten-lite 1, and removed in 2" in str(properties["model"])
