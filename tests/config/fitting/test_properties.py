from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.config.fitting.properties import configure_nodes
from ten_lite.config.fitting.resolve import resolve_addons
from ten_lite.config.reading.environment import expand_properties
from ten_lite.config.reading.overrides import apply_overrides
from ten_lite.config.reading.subgraphs import read_nodes

from .. import kit


def configured(
    addon: str,
    properties: Any,
    *,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> tuple[AddonConfig | None, list[tuple[str, str]]]:
    graph = {"nodes": [{"name": "n", "addon": addon, "property": properties}]}
    draft = kit.draft(graph, overrides=overrides, environ=environ)
    for step in (read_nodes, apply_overrides, expand_properties, resolve_addons):
        list(step(draft))
    found = [(p.code, p.pointer, p.message) for p in configure_nodes(draft)]
    assert "hush" not in str(found)
    return draft.nodes[0].config, [(code, pointer) for code, pointer, _ in found]


def test_the_config_is_the_addons_own_class() -> None:
    config, problems = configured("ears_stt", {"language": "de-DE"})
    assert problems == []
    assert config == kit.EarsConfig(language="de-DE")


def test_all_mistakes_of_a_node_are_told() -> None:
    properties = {
        "model": 1,
        "temperature": 9,
        "params": {"name": 1, "token": "hush"},
        "zzz": "hush",
    }
    assert configured("brain", properties) == (
        None,
        [
            ("TL305", "/nodes/0/property"),
            ("TL306", "/nodes/0/property/model"),
            ("TL306", "/nodes/0/property/temperature"),
            ("TL306", "/nodes/0/property/params/name"),
            ("TL304", "/nodes/0/property/zzz"),
        ],
    )


def test_properties_that_are_no_object_are_not_judged_again() -> None:
    assert configured("brain", "hush") == (None, [])


@pytest.mark.parametrize(
    ("override", "field", "value"),
    [
        ("n.model=5", "model", "5"),
        ("n.model=null", "model", "null"),
        ("n.model={}", "model", "{}"),
        ("n.model=big", "model", "big"),
        ("n.temperature=1", "temperature", 1.0),
        ("n.params.name=7", "params", kit.Voice(name="7")),
        ('n.params={"name": "a"}', "params", kit.Voice(name="a")),
        ("n.extra_params.a.b=7", "extra_params", {"a": {"b": 7}}),
    ],
)
def test_the_schema_decides_what_an_override_means(override: str, field: str, value: Any) -> None:
    config, problems = configured("brain", {"api_key": "sk-1"}, overrides=[override])
    assert problems == []
    assert getattr(config, field) == value


def test_the_schema_decides_what_a_variable_means() -> None:
    properties = {"words": "${env:WORDS}", "sample_rate_hz": "${env:RATE|8000}"}
    config, problems = configured("ears_stt", properties, environ={"WORDS": '["a", "b"]'})
    assert problems == []
    assert config == kit.EarsConfig(words=["a", "b"], sample_rate_hz=8000)


def test_text_of_the_file_is_never_read_as_json() -> None:
    assert configured("ears_stt", {"words": '["a"]'})[1] == [("TL306", "/nodes/0/property/words")]


def test_a_variable_that_is_not_set_is_not_told_again() -> None:
    properties = {"api_key": "sk-1", "temperature": "${env:NO}", "model": 1}
    assert configured("brain", properties)[1] == [("TL306", "/nodes/0/property/model")]
    properties = {
        "params": {"name": "a", "token": "${env:NO}", "x": "${env:NO}"},
        "api_key": "sk-1",
    }
    assert configured("brain", properties)[1] == [("TL304", "/nodes/0/property/params/x")]


def messages(addon: str, properties: dict[str, Any]) -> list[str]:
    draft = kit.draft({"nodes": [kit.node("n", addon, **properties)]})
    for step in (read_nodes, resolve_addons):
        list(step(draft))
    return [problem.message for problem in configure_nodes(draft)]


def test_a_value_beside_a_secret_is_shown() -> None:
    assert messages("brain", {"api_key": "sk-1", "params": {"name": 7}}) == [
        '"params.name" must be text, not 7'
    ]


def test_what_holds_a_short_secret_is_hidden_as_a_whole() -> None:
    told = 'the addon "trouble" cannot check its properties: '
    assert messages("trouble", {"token": "can"}) == [told + "**********"]
    assert messages("trouble", {"token": "cann"}) == [
        told + "TypeError: **********ot handle **********"
    ]
    assert messages("trouble", {"token": ""}) == [told + "TypeError: cannot handle "]


def test_a_secret_that_was_put_in_the_place_of_its_object_is_hidden() -> None:
    assert messages("many_keys", {"account": "hush-hush"}) == ['"account": no **********']
    assert messages("many_keys", {"accounts": "hush-hush"}) == [
        '"accounts" must be a list or a whole number, not text'
    ]
    assert messages("many_keys", {"account": 0.5}) == [
        '"account" must be an object or a whole number, not a number'
    ]


def test_what_is_no_secret_is_not_hidden() -> None:
    assert messages("many_keys", {"label": "plain", "account": {"name": "plain"}}) == [
        '"label": no plain'
    ]
    assert messages("brain", {"api_key": "zz", "temperature": 9}) == [
        '"api_key": **********',
        '"temperature" must be less than or equal to 2, not 9',
    ]


def test_all_of_what_lies_in_a_secret_is_hidden() -> None:
    assert messages("many_keys", {"keys": {"first": ["hush-hush", 5], "second": "other"}}) == [
        '"keys": no **********, ********** or 5'
    ]


def test_secrets_inside_what_a_validator_says_are_hidden() -> None:
    assert configured("brain", {"api_key": "hush\nhush"})[1] == [
        ("TL306", "/nodes/0/property/api_key")
    ]
    assert configured("brain", {"api_key": "sk-1", "params": "hush"})[1] == [
        ("TL306", "/nodes/0/property/params")
    ]
    assert configured("trouble", {"token": "hush"})[1] == [("TL302", "/nodes/0/addon")]
    assert configured("trouble", {"token": "hush" * 100})[1] == [("TL302", "/nodes/0/addon")]
