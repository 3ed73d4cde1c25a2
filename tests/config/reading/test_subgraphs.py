"""Subgraphs as TEN has them: inlined, reached through what they expose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ten_lite.config import CheckedGraph
from ten_lite.config.reading.subgraphs import MAX_NODES

from .. import kit

EARS = {
    "nodes": [
        kit.node("in", "web"),
        {"type": "subgraph", "name": "deep", "graph": {"import_uri": "parts/stt.json"}},
    ],
    "connections": [
        {
            "extension": "in",
            "audio_frame": [{"name": "pcm_frame", "dest": [{"subgraph": "deep"}]}],
        }
    ],
    "exposed_messages": [{"type": "data_out", "name": "asr_result", "subgraph": "deep"}],
    "exposed_properties": [
        {"name": "language", "subgraph": "deep"},
        {"name": "words", "subgraph": "deep"},
    ],
}
STT = {
    "nodes": [kit.node("stt", "ears_stt", language="en-US", beam=2)],
    "exposed_messages": [
        {"type": "audio_frame_in", "name": "pcm_frame", "extension": "stt"},
        {"type": "data_out", "name": "asr_result", "extension": "stt"},
    ],
    "exposed_properties": [
        {"name": "language", "extension": "stt"},
        {"name": "words", "extension": "stt"},
    ],
}


def load(folder: Path, properties: dict[str, Any], **more: Any) -> CheckedGraph:
    (folder / "parts").mkdir()
    kit.write(folder / "parts" / "stt.json", STT)
    kit.write(folder / "ears.json", EARS)
    sub = {"type": "subgraph", "name": "ears", "graph": {"import_uri": "ears.json"}}
    graph = {
        "nodes": [kit.node("first", "mind"), {**sub, "property": properties}],
        "connections": [
            {
                "extension": "first",
                "data": [{"name": "asr_result", "source": [{"subgraph": "ears"}]}],
            }
        ],
    }
    return kit.load(graph, folder=folder, **more)


def test_nodes_take_the_place_and_the_name_of_their_subgraph(tmp_path: Path) -> None:
    checked = load(tmp_path, {})
    assert checked.problems == ()
    assert checked.graph is not None
    assert [node.name for node in checked.graph.nodes] == ["first", "ears_in", "ears_deep_stt"]


def test_messages_go_through_what_a_subgraph_exposes(tmp_path: Path) -> None:
    checked = load(tmp_path, {})
    assert checked.graph is not None
    written = {(e.source, e.message.name, e.target) for e in checked.graph.edges if not e.derived}
    assert written == {
        ("ears_in", "pcm_frame", "ears_deep_stt"),
        ("ears_deep_stt", "asr_result", "first"),
    }


def test_properties_of_the_outermost_subgraph_win(tmp_path: Path) -> None:
    checked = load(tmp_path, {"language": "de-DE", "words": ["${env:WORD}"]}, environ={"WORD": "x"})
    assert checked.problems == ()
    assert checked.graph is not None
    assert checked.graph.nodes[2].config == kit.EarsConfig(language="de-DE", words=["x"], beam=2)


def test_overrides_name_a_node_as_it_is_called_in_the_whole_graph(tmp_path: Path) -> None:
    overrides = ["ears_deep_stt.language=en-US"]
    checked = load(tmp_path, {"language": "de-DE"}, overrides=overrides)
    assert checked.problems == ()
    assert checked.graph is not None
    assert checked.graph.nodes[2].config == kit.EarsConfig(language="en-US", beam=2)


def test_a_file_used_twice_is_two_sets_of_nodes_and_its_mistake_is_told_once(
    tmp_path: Path,
) -> None:
    kit.write(tmp_path / "stt.json", {"nodes": [kit.node("stt", "ears_stt", beams=1)]})
    graph = {
        "nodes": [
            {"type": "subgraph", "name": name, "graph": {"import_uri": "stt.json"}}
            for name in ("a", "b")
        ]
    }
    checked = kit.load(graph, folder=tmp_path)
    assert [(p.code, p.pointer) for p in checked.problems] == [("TL304", "/nodes/0/property/beams")]
    assert checked.problems[0].file.endswith("stt.json")


def test_files_that_use_each_other_again_and_again_come_to_an_end(tmp_path: Path) -> None:
    for number in range(30):
        uri = {"import_uri": f"{number + 1}.json"}
        twice = [{"type": "subgraph", "name": name, "graph": uri} for name in ("a", "b")]
        kit.write(tmp_path / f"{number}.json", {"nodes": [*twice, kit.node("web", "web")]})
    kit.write(tmp_path / "30.json", {"nodes": [kit.node("web", "web")]})
    first = {"type": "subgraph", "name": "s", "graph": {"import_uri": "0.json"}}
    checked = kit.load({"nodes": [first]}, folder=tmp_path)
    assert checked.graph is None
    assert f"more than {MAX_NODES} nodes" in str(checked.problems)
