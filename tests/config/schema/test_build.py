from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ConfigDict

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.config import load_graph
from ten_lite.config.schema.build import DIALECT, file_schema

from .. import kit
from ..shape.test_model import CONVERTED, FILTER

ROOT = Path(__file__).parents[3]
INSTALLED = Draft202012Validator(file_schema(AddonRegistry()).schema)
KIT = Draft202012Validator(file_schema(kit.registry()).schema)


def paths(value: Any, validator: Draft202012Validator = KIT) -> list[str]:
    return sorted({error.json_path for error in validator.iter_errors(value)})


def changed(where: str, value: Any) -> dict[str, Any]:
    """The good graph with something else at ``where``, e.g. ``nodes/1/name``."""
    graph: Any = copy.deepcopy(kit.good())
    *above, last = (int(part) if part.isdecimal() else part for part in where.split("/"))
    inside = graph
    for part in above:
        inside = inside[part]
    inside[last] = value
    return graph


@pytest.mark.parametrize("validator", [INSTALLED, KIT], ids=["installed", "kit"])
def test_it_is_a_schema_of_its_dialect(validator: Draft202012Validator) -> None:
    assert validator.schema["$schema"] == DIALECT == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(validator.schema)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value["$ref"],) if isinstance(value.get("$ref"), str) else ()
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


@pytest.mark.parametrize("validator", [INSTALLED, KIT], ids=["installed", "kit"])
def test_every_definition_is_used_and_every_reference_is_defined(
    validator: Draft202012Validator,
) -> None:
    defined = {f"#/$defs/{name}" for name in validator.schema["$defs"]}
    assert set(references(validator.schema)) == defined


def test_the_same_addons_give_the_same_bytes() -> None:
    once, again = (json.dumps(file_schema(kit.registry()).schema) for _ in range(2))
    assert once == again


FILES = [ROOT / "property.json", *sorted(ROOT.glob("graphs/*.json"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_files_that_come_with_the_package_are_valid(file: Path) -> None:
    assert paths(json.loads(file.read_text("utf-8")), INSTALLED) == []


GOOD_FILES: dict[str, Any] = {
    "short form": {"$schema": "x", "graph": "echo"},
    "short form beside ten": {"graph": "a", "ten": {}, "own": 1},
    "ten with app properties": {
        "ten": {
            "uri": "msgpack://127.0.0.1:8001",
            "predefined_graphs": [
                {"name": "a", "auto_start": True, "graph": kit.good()},
                {"name": "b", "graph": {"import_uri": "b.json"}},
            ],
        },
        "anything": [1, {"x": True}],
    },
    "ten with a log": {
        "ten": {
            "log": {
                "handlers": [
                    {
                        "matchers": [{"level": "info"}, {"level": "off", "category": "node"}],
                        "formatter": {"type": "json"},
                        "emitter": {"type": emitter, "config": config},
                    }
                    for emitter, config in (
                        ("console", {"stream": "stderr"}),
                        ("file", {"path": "a.log"}),
                        ("otlp", {"endpoint": "http://127.0.0.1"}),
                    )
                ]
            }
        }
    },
    "the older name of ten": {"_ten": {"predefined_graphs": []}},
    "bare graph with its schema named": {"$schema": "./x.json", **kit.good()},
    "all that is in the language": {
        "nodes": [
            {"type": "extension", "name": "a", "addon": "mind", "extension_group": "g", "app": "x"},
            {"type": "subgraph", "name": "s", "graph": {"import_uri": "x"}, "property": {"y": 1}},
            {"type": "selector", "name": "t", "filter": FILTER},
            {
                "name": "b",
                "addon": "ears_stt",
                "restart": {"max": 0, "within_s": 1, "backoff_s": [0]},
                "fallback": [{"addon": "english_stt", "property": {"language": "en-US"}}],
            },
        ],
        "connections": [
            {"extension": "a", "cmd": [{"name": "x", "dest": [{"subgraph": "s", **CONVERTED}]}]},
            {"selector": "t", "data": [{"names": ["x"], "source": [{"extension": "a"}]}]},
            {"extension": "a", "data": [{"name": "z", "dest": [], "queue": {"size": 5}}]},
        ],
        "exposed_messages": [{"type": "cmd_in", "name": "x", "extension": "a"}],
        "exposed_properties": [{"name": "x", "subgraph": "s"}],
    },
    "an addon that is not installed here": {
        "nodes": [{"name": "a", "addon": "acme_tts", "property": {"x": [1]}}]
    },
    "variables outside of properties": {
        "nodes": [
            {
                "name": "${env:N|a}",
                "addon": "${env:ADDON}",
                "property": {"any": "thing"},
                "restart": {"max": "${env:MAX}"},
            }
        ],
        "connections": [
            {
                "extension": "a",
                "data": [{"name": "b", "dest": [], "queue": {"size": "${env:S|5}"}}],
            }
        ],
    },
}


@pytest.mark.parametrize("value", GOOD_FILES.values(), ids=GOOD_FILES)
def test_good_files_are_valid(value: Any) -> None:
    assert paths(value) == []


MISTAKES: list[tuple[str, Any, str]] = [
    ("nodes/1/property/language", "fr-FR", "$.nodes[1].property.language"),
    ("nodes/1/property/sample_rate_hz", 7_999, "$.nodes[1].property.sample_rate_hz"),
    ("nodes/1/property/sample_rate_hz", "fast", "$.nodes[1].property.sample_rate_hz"),
    ("nodes/1/property/sample_rate_hz", "${env:}", "$.nodes[1].property.sample_rate_hz"),
    ("nodes/1/property/beam", [], "$.nodes[1].property.beam"),
    ("nodes/1/property/words", {}, "$.nodes[1].property.words"),
    ("nodes/1/property/words", ["a", 5], "$.nodes[1].property.words[1]"),
    ("nodes/1/property/langage", "de-DE", "$.nodes[1].property"),
    ("nodes/3/property", {}, "$.nodes[3].property"),
    ("nodes/3", {"name": "llm", "addon": "brain"}, "$.nodes[3]"),
    ("nodes/3/property/api_key", 5, "$.nodes[3].property.api_key"),
    ("nodes/3/property/temperature", 2.5, "$.nodes[3].property.temperature"),
    ("nodes/3/property/params", {"name": 5}, "$.nodes[3].property.params.name"),
    ("nodes/3/property/params", {"tone": "x"}, "$.nodes[3].property.params"),
    ("nodes/1/fallback", [kit.node("x", "ears_stt")], "$.nodes[1].fallback[0]"),
    (
        "nodes/1/fallback",
        [{"addon": "english_stt", "property": {"params": {"lang": "de-DE"}}}],
        "$.nodes[1].fallback[0].property.params.lang",
    ),
    ("nodes/1/fallback", [{"addon": "brain"}], "$.nodes[1].fallback[0]"),
    ("nodes/1/addon", 5, "$.nodes[1].addon"),
    ("nodes/1/addon", "", "$.nodes[1].addon"),
    ("nodes/1/name", 5, "$.nodes[1].name"),
    ("nodes/1/type", "extention", "$.nodes[1].type"),
    ("nodes/1/restart", {"max": -1}, "$.nodes[1].restart"),
    ("nodes/1/propertys", {}, "$.nodes[1]"),
    ("nodes", [], "$.nodes"),
    ("nodes/0", {"type": "subgraph", "name": "s", "graph": {}}, "$.nodes[0].graph"),
    (
        "nodes/0",
        {"type": "selector", "name": "s", "filter": {"field": "name"}},
        "$.nodes[0].filter",
    ),
    ("connections/0/data", [{"dest": []}], "$.connections[0].data[0]"),
    ("connections/0/data", [{"name": "a", "names": ["b"], "dest": []}], "$.connections[0].data[0]"),
    ("connections/0/data", [{"name": "a"}], "$.connections[0].data[0]"),
    ("connections/0/data", [{"name": "a", "dest": [{}]}], "$.connections[0].data[0].dest[0]"),
    ("connections/0/subgraph", "x", "$.connections[0]"),
    ("connections/0/datas", [], "$.connections[0]"),
    ("conections", [], "$"),
    ("exposed_properties", [{"name": "x"}], "$.exposed_properties[0]"),
]


@pytest.mark.parametrize(("where", "value", "path"), MISTAKES)
def test_a_mistake_is_marked_where_it_is_and_nowhere_else(
    where: str, value: Any, path: str
) -> None:
    assert paths(changed(where, value)) == [path]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ([], "$"),
        ({}, "$"),
        ({"graph": 5}, "$.graph"),
        ({"ten": []}, "$.ten"),
        ({"ten": {"predefined_graph": []}}, "$.ten"),
        ({"ten": {"predefined_graphs": [{"graph": {}}]}}, "$.ten.predefined_graphs[0]"),
        ({"ten": {"log_level": 0}}, "$.ten.log_level"),
    ],
)
def test_mistakes_around_graphs_are_marked(value: Any, path: str) -> None:
    assert path in paths(value)


def test_a_predefined_graph_is_read_like_any_other() -> None:
    bad = changed("nodes/1/property/language", "fr-FR")
    value = {"ten": {"predefined_graphs": [{"name": "a", "graph": bad}]}}
    assert paths(value) == ["$.ten.predefined_graphs[0].graph.nodes[1].property.language"]


@pytest.mark.parametrize(
    "properties",
    [
        {"language": "${env:LANGUAGE}"},
        {"sample_rate_hz": "${env:RATE|16000}", "beam": "${env:BEAM}"},
        {"words": "${env:WORDS|[]}"},
        {"words": ["${env:A}", "b ${env:C} d"]},
    ],
)
def test_a_variable_may_stand_for_any_property(properties: dict[str, Any]) -> None:
    assert paths(changed("nodes/1/property", properties)) == []


def test_names_to_offer_are_there() -> None:
    definitions = INSTALLED.schema["$defs"]
    offered = {entry.get("const"): entry for entry in definitions["addon_name"]["anyOf"]}
    assert offered["echo"]["description"].startswith("Sends every pcm_frame back")
    assert "main_control" in offered["main_python"]["description"]
    definitions = KIT.schema["$defs"]
    (messages, _) = definitions["messages.cmd"]["properties"]["name"]["anyOf"]
    assert messages == {"enum": ["chat_completion", "on_user_joined"]}
    assert definitions["messages.video_frame"]["properties"]["name"] == {"anyOf": [{}]}


def test_an_alias_has_the_properties_of_its_addon() -> None:
    graph = {"nodes": [kit.node("c", "main_python", max_history=1)]}
    assert paths(graph, INSTALLED) == ["$.nodes[0].property.max_history"]


def test_broken_addons_are_left_out_by_name_and_reason() -> None:
    left_out = file_schema(kit.registry()).left_out
    assert list(left_out) == ["broken"]
    assert "no_such_module_anywhere" in left_out["broken"]


def test_an_addon_whose_properties_cannot_be_described_is_left_out() -> None:
    class Opaque(AddonConfig):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        thing: Draft202012Validator | None = None

    spec = AddonSpec(name="opaque", kind="tool", description="x", factory="x:X", config=Opaque)
    made = file_schema(AddonRegistry([spec], entry_points=[]))
    assert list(made.left_out) == ["opaque"]
    Draft202012Validator.check_schema(made.schema)


PLAIN = (
    st.none() | st.integers(-5, 50_000) | st.floats(allow_nan=False, allow_infinity=False, width=16)
)
TEXTS = st.sampled_from(["de-DE", "en-US", "sk-1", "small", "x", "", "${env:TEXT}"])
ANY = (
    PLAIN | TEXTS | st.lists(TEXTS | PLAIN, max_size=2) | st.dictionaries(TEXTS, PLAIN, max_size=1)
)
KEYS = st.sampled_from(["language", "sample_rate_hz", "beam", "words", "params", "nothing"])
BRAIN_KEYS = st.sampled_from(
    ["api_key", "model", "temperature", "params", "extra_params", "nothing"]
)
VOICES = st.dictionaries(st.sampled_from(["name", "token", "x"]), TEXTS | PLAIN, max_size=2)


def agree(folder: Path, node: dict[str, Any]) -> None:
    checked = kit.load({"nodes": [node]}, folder=folder, environ={"TEXT": "text"})
    told = [problem for problem in checked.problems if problem.severity == "error"]
    assert bool(told) == bool(paths({"nodes": [node]})), (node, told)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agreement")


@given(properties=st.dictionaries(KEYS, ANY, max_size=3))
def test_schema_and_check_agree(folder: Path, properties: dict[str, Any]) -> None:
    node = kit.node("a", "ears_stt", **{k: v for k, v in properties.items() if not _late(v)})
    agree(folder, node)


def _late(value: Any) -> bool:
    """A variable, which the schema trusts and the check looks into."""
    return "${env:TEXT}" in (value if isinstance(value, list) else [value])


@given(properties=st.dictionaries(BRAIN_KEYS, ANY | VOICES, max_size=4))
def test_schema_and_check_agree_on_secrets_and_objects(
    folder: Path, properties: dict[str, Any]
) -> None:
    node = {"name": "a", "addon": "brain", "property": properties}
    key = properties.get("api_key")
    if isinstance(key, str):  # what must be in a key is known to the addon's code only
        properties["api_key"] = "sk-1"
    if not any(map(_late, properties.values())):
        agree(folder, node)


@given(
    params=st.dictionaries(st.sampled_from(["lang", "vocabulary", "x", "words"]), ANY, max_size=2),
    dump=st.none() | PLAIN,
)
def test_schema_and_check_agree_on_properties_by_other_names(
    folder: Path, params: dict[str, Any], dump: Any
) -> None:
    node = kit.node("a", "english_stt", params=params, dump=dump)
    twice = {"vocabulary", "words"} <= set(params)  # between two places: left to the check
    if params and not twice and not any(map(_late, params.values())):
        agree(folder, node)


def test_the_check_reads_numbers_in_quotes_and_the_schema_marks_them(tmp_path: Path) -> None:
    node = kit.node("a", "ears_stt", sample_rate_hz="16000")
    assert kit.load({"nodes": [node]}, folder=tmp_path).problems == ()
    assert paths({"nodes": [node]}) == ["$.nodes[0].property.sample_rate_hz"]


def test_a_graph_may_name_its_schema(tmp_path: Path) -> None:
    file = tmp_path / "property.json"
    kit.write(file, {"$schema": "./x.json", "graph": "./g.json"})
    kit.write(tmp_path / "g.json", {"$schema": "./x.json", **kit.good()})
    checked = load_graph(None, registry=kit.registry(), property_file=file, environ={})
    assert checked.problems == ()
