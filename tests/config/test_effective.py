from __future__ import annotations

from pathlib import Path
from typing import Any

from ten_lite.config.effective import effective_values

from . import kit


def values(folder: Path, graph: Any, **more: Any) -> dict[tuple[str, str], tuple[Any, str]]:
    checked = kit.load(graph, folder=folder, **more)
    assert checked.draft is not None
    return {
        (value.addon, value.path): (value.value, value.origin.replace(f"{folder}/", ""))
        for value in effective_values(checked.draft)
    }


def test_every_value_has_its_origin(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("VOICE=ann\n")
    graph = """{"nodes": [{"name": "llm", "addon": "brain", "property": {
  "api_key": "sk-${env:KEY}",
  "params": {"name": "${env:VOICE}${env:NO|}"},
  "extra_params": {"a": [1]}}}]}"""
    found = values(
        tmp_path, graph, environ={"KEY": "hush"}, overrides=["llm.temperature=1", "llm.model=big"]
    )
    assert found == {
        ("brain", "api_key"): ("**********", "graph.json:2:14 ($KEY)"),
        ("brain", "model"): ("big", "--set"),
        ("brain", "temperature"): (1.0, "--set"),
        ("brain", "params.name"): ("ann", "graph.json:3:22 ($VOICE of .env, $NO is not set)"),
        ("brain", "params.token"): (None, "default"),
        ("brain", "extra_params"): ({"a": [1]}, "graph.json:4:19"),
    }


def test_a_password_inside_a_url_is_masked(tmp_path: Path) -> None:
    graph = {"nodes": [kit.node("llm", "brain", api_key="${env:K}", model="http://me:hush@x/y@z")]}
    found = values(tmp_path, graph, environ={"K": "sk-1"})
    assert found["brain", "model"][0] == "http://**********@x/y@z"


def test_what_came_from_elsewhere_is_placed_there(tmp_path: Path) -> None:
    kit.write(
        tmp_path / "in.json",
        '{"nodes": [{"name": "stt", "addon": "ears_stt"}],\n'
        '"exposed_properties": [{"name": "language", "extension": "stt"}]}',
    )
    graph = """{"nodes": [{"type": "subgraph", "name": "s", "graph": {"import_uri": "in.json"},
  "property": {"language": "de-DE"}},
 {"name": "t", "addon": "english_stt", "property": {"params": {"vocabulary": ["x"]}},
  "fallback": [{"addon": "ears_stt"}]}]}"""
    checked = kit.load(graph, folder=tmp_path)
    assert checked.draft is not None
    rows = [
        (v.node, v.addon, v.path, v.origin.replace(f"{tmp_path}/", ""))
        for v in effective_values(checked.draft)
        if v.origin != "default"
    ]
    assert rows == [
        ("s_stt", "ears_stt", "language", "graph.json:2:28"),
        ("t", "english_stt", "words", "graph.json:3:78"),
    ]
