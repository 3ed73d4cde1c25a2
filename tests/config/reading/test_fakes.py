from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config import CheckedGraph, load_graph
from ten_lite.messages import ChatCompletion

from .. import kit


class CloudConfig(AddonConfig):
    api_key: SecretStr
    base_url: str = "https://api.example.com"
    region: str | None = None
    model: str = "large"
    voices: tuple[str, ...] = ()


CLOUD = AddonSpec(
    name="cloud_llm",
    kind="llm",
    description="Thinks elsewhere.",
    factory="x:X",
    inputs=(ChatCompletion,),
    config=CloudConfig,
    renamed={"params.key": "api_key", "params.host": "base_url", "params.model": "model"},
)
FAKE = {"cloud_llm": {"api_key": "fake-key", "base_url": "http://127.0.0.1:1", "region": None}}


def load(folder: Path, node: dict[str, Any], fakes: Any = FAKE) -> CheckedGraph:
    graph = kit.good()
    graph["nodes"][3] = {"type": "extension", "name": "llm", **node}
    (folder / "graph.json").write_text(json.dumps(graph))
    return load_graph(
        str(folder / "graph.json"), registry=kit.registry(CLOUD), environ={"SET": "s"}, fakes=fakes
    )


def config_of(checked: CheckedGraph, fallback: int | None = None) -> Any:
    assert checked.graph is not None, checked.problems
    node = checked.graph.nodes[3]
    return node.config if fallback is None else node.fallback[fallback].config


def test_a_key_that_is_not_set_is_not_needed_and_the_rest_stays(tmp_path: Path):
    properties = {"api_key": "${env:KEY}", "region": "eu", "model": "${env:SET}"}
    checked = load(tmp_path, {"addon": "cloud_llm", "property": properties})
    config = config_of(checked)
    assert config.api_key.get_secret_value() == "fake-key"
    assert (config.base_url, config.region, config.model) == ("http://127.0.0.1:1", None, "s")
    assert checked.problems == ()


def test_a_real_key_is_replaced_whatever_it_is_called(tmp_path: Path):
    params = {"key": "sk-real", "host": "https://eu.example.com", "model": "small"}
    checked = load(tmp_path, {"addon": "cloud_llm", "property": {"params": params}})
    assert checked.problems == ()
    assert config_of(checked).api_key.get_secret_value() == "fake-key"
    assert config_of(checked).base_url == "http://127.0.0.1:1"
    assert config_of(checked).model == "small"


def test_other_properties_whose_variable_is_not_set_take_their_defaults(tmp_path: Path):
    properties = {"params": {"key": "${env:KEY}", "model": "${env:MODEL}"}}
    assert config_of(load(tmp_path, {"addon": "cloud_llm", "property": properties})).model == (
        "large"
    )


def test_a_fallback_is_faked_too(tmp_path: Path):
    fallback = [{"addon": "cloud_llm", "property": {"api_key": "${env:KEY}"}}]
    node = {"addon": "brain", "property": {"api_key": "sk-1"}, "fallback": fallback}
    assert config_of(load(tmp_path, node), 0).base_url == "http://127.0.0.1:1"


def test_nodes_without_a_fake_need_their_variables(tmp_path: Path):
    checked = load(tmp_path, {"addon": "brain", "property": {"api_key": "${env:KEY}"}})
    assert [p.code for p in checked.problems] == ["TL307"]


def test_a_fake_that_sets_what_is_not_there_is_blamed_and_not_the_file(tmp_path: Path):
    fakes = {"cloud_llm": {"api_key": "k", "url": "http://127.0.0.1:1"}}
    (problem,) = load(tmp_path, {"addon": "cloud_llm"}, fakes).problems
    assert (problem.code, problem.file, problem.pointer) == (
        "TL304",
        "--fake-providers",
        "/llm/url",
    )
