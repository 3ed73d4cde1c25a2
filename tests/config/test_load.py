from __future__ import annotations

import json
from pathlib import Path

import pytest

from ten_lite.config import find_graphs, load_graph, load_graphs
from ten_lite.config.load import graph_names
from ten_lite.config.sources import find

from . import kit


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(find, "package_folder", lambda: tmp_path / "package")
    for folder in ("graphs", "package"):
        (tmp_path / folder).mkdir()
    return tmp_path


def test_json_and_yaml_give_the_same_graph(here: Path) -> None:
    text = """
description: A good graph.
nodes:
- {type: extension, name: web, addon: web}
- {type: extension, name: stt, addon: ears_stt, property: {language: de-DE}}
- {type: extension, name: mind, addon: mind}
- {type: extension, name: llm, addon: brain, property: {api_key: sk-1234}}
- {type: extension, name: tts, addon: voice}
connections:
- extension: web
  audio_frame: [{name: pcm_frame, dest: [{extension: stt}]}]
- extension: mind
  data: [{name: tts_flush, dest: [{extension: tts}, {extension: web}]}]
- extension: tts
  audio_frame: [{name: pcm_frame, dest: [{extension: web}]}]
"""
    from_yaml = kit.load(text, folder=here, name="g.yaml").graph
    from_json = kit.load(kit.good(), folder=here, name="g.json").graph
    assert from_yaml is not None
    assert from_json is not None
    assert (from_yaml.nodes, from_yaml.edges) == (from_json.nodes, from_json.edges)
    assert (from_yaml.name, from_yaml.file) == ("g", str(here / "g.yaml"))


def test_by_name_with_overrides_and_variables(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = kit.good()
    graph["nodes"][3]["property"] = {"api_key": "${env:THE_KEY}", "model": "large"}
    (here / "graphs" / "mine.json").write_text(json.dumps(graph))
    monkeypatch.setenv("THE_KEY", "sk-from-the-process")
    checked = load_graph("mine", registry=kit.registry(), overrides=["llm.model=tiny"])
    assert checked.graph is not None
    assert checked.graph.file == "graphs/mine.json"
    config = checked.graph.nodes[3].config
    assert isinstance(config, kit.BrainConfig)
    assert config.model == "tiny"
    assert config.api_key.get_secret_value() == "sk-from-the-process"
    checked = load_graph("mine", registry=kit.registry(), environ={})
    assert [p.code for p in checked.problems] == ["TL307"]


def test_property_file(here: Path) -> None:
    (here / "app.json").write_text(
        json.dumps({"ten": {"predefined_graphs": [{"name": "a", "graph": kit.good()}]}})
    )
    checked = load_graph(None, registry=kit.registry(), property_file=Path("app.json"))
    assert checked.graph is not None
    assert (checked.graph.name, checked.graph.file) == ("a", "app.json")
    assert checked.graph.nodes


def test_what_is_not_found_is_a_problem() -> None:
    checked = load_graph("nobody", registry=kit.registry())
    assert checked.graph is None
    assert [p.code for p in checked.problems] == ["TL113"]


def test_listing(here: Path) -> None:
    graph = kit.good()
    graph["nodes"][1] = kit.node("stt", "deaf_stt", key="${env:STT_KEY}", url="${env:URL|x}")
    graph["nodes"].append(kit.node("more", "deaf_stt", key="${env:STT_KEY}"))
    graph["nodes"].append(kit.node("odd", "no_such_addon"))
    (here / "graphs" / "mine.json").write_text(json.dumps(graph))
    (here / "graphs" / "bad.json").write_text("{")
    (here / "graphs" / "odd.json").write_text('{"graph": "mine"}')
    (here / "package" / "mine.json").write_text("{}")
    (here / "package" / "plain.yaml").write_text("description: 5\nnodes: [1, {name: a, addon: 5}]")

    entry = {"name": "a", "description": "An entry.", "graph": {"nodes": []}}
    (here / "package" / "ten.json").write_text(json.dumps({"ten": {"predefined_graphs": [entry]}}))

    bad, mine, odd, plain, ten = find_graphs(registry=kit.registry())

    assert (mine.name, mine.description, mine.file) == ("mine", "A good graph.", "graphs/mine.json")
    assert mine.addons == ("web", "deaf_stt", "mind", "brain", "voice", "no_such_addon")
    assert mine.requirements == ("ten-lite[deaf]",)
    assert mine.variables == ("STT_KEY",)
    assert mine.needs == ("ten-lite[deaf]", "$STT_KEY")
    assert mine.problems == ()
    assert (bad.name, [p.code for p in bad.problems]) == ("bad", ["TL103"])
    assert (odd.name, [p.code for p in odd.problems]) == ("odd", ["TL107"])
    assert (ten.name, ten.description) == ("ten", "An entry.")
    assert (plain.name, plain.description, plain.addons) == ("plain", "", ())


def test_the_graphs_of_the_package_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    names = [info.name for info in find_graphs(registry=kit.registry())]
    assert {"echo", "voice_assistant", "voice_assistant_fake"} <= set(names)


def test_the_files_that_had_a_say_are_told_also_those_that_are_missing(here: Path) -> None:
    bird = {"name": "mind", "addon": "mind"}
    (here / "sub").mkdir()
    (here / "sub" / "inner.json").write_text(json.dumps({"nodes": [bird]}))
    uses = {"type": "subgraph", "name": "in", "graph": {"import_uri": "inner.json"}}
    (here / "sub" / "outer.json").write_text(json.dumps({"nodes": [uses]}))
    graph = {"name": "mine", "auto_start": True, "graph": {"import_uri": "sub/outer.json"}}
    (here / "property.json").write_text(json.dumps({"ten": {"predefined_graphs": [graph]}}))
    files = load_graph(None, registry=kit.registry()).files
    names = [str(file.relative_to(here.resolve())) for file in files]
    assert names == ["property.json", ".env", "sub/outer.json", "sub/inner.json"]


def test_a_file_that_cannot_be_read_had_a_say_as_well(here: Path) -> None:
    (here / "bad.json").write_text("{")
    checked = load_graph("./bad.json", registry=kit.registry())
    assert checked.draft is None
    assert (here / "bad.json").resolve() in checked.files


def test_every_graph_of_a_file_is_checked_by_itself(here: Path) -> None:
    graphs = [
        {"name": "good", "graph": {"nodes": [kit.node("stt", "ears_stt")]}},
        {"name": "bad", "graph": {"nodes": [kit.node("stt", "no_such")]}},
    ]
    file = here / "property.json"
    file.write_text(json.dumps({"ten": {"predefined_graphs": graphs}}))
    found = load_graphs(str(file), registry=kit.registry(), environ={})
    told = {one.graph and one.graph.name: [p.code for p in one.problems] for one in found}
    assert told == {"good": [], None: ["TL301"]}
    (missing,) = load_graphs("./no.json", registry=kit.registry())
    assert [problem.code for problem in missing.problems] == ["TL101"]


def test_names_of_graphs_are_told_without_reading_them(here: Path) -> None:
    own = {"name": "own", "graph": {"nodes": []}}
    (here / "property.json").write_text(json.dumps({"ten": {"predefined_graphs": [own]}}))
    for name in ("own", "mine"):
        (here / "graphs" / f"{name}.json").write_text("broken")
    assert graph_names() == ["own", "mine"]
