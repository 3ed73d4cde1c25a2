"""``restart`` and ``fallback`` of a node as the graph has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.config import CheckedGraph, FallbackDef, RestartDef, load_graph

from .. import kit


def load(folder: Path, **node: Any) -> CheckedGraph:
    graph = {"nodes": [{**kit.node("stt", "ears_stt", language="en-US", beam=3), **node}]}
    return kit.load(graph, folder=folder)


def node_of(checked: CheckedGraph) -> Any:
    assert checked.problems == ()
    assert checked.graph is not None
    return checked.graph.nodes[0]


def test_without_a_word_a_node_is_started_again_as_usual(tmp_path: Path) -> None:
    node = node_of(load(tmp_path))
    assert (node.restart, node.fallback) == (RestartDef(), ())


def test_a_restart_policy_is_as_usual_where_it_says_nothing(tmp_path: Path) -> None:
    assert node_of(load(tmp_path, restart={"max": 0})).restart == RestartDef(limit=0)
    written = {"max": 5, "within_s": 60, "backoff_s": [1, 2.5]}
    assert node_of(load(tmp_path, restart=written)).restart == RestartDef(5, 60, (1, 2.5))


def test_fallbacks_keep_their_order_and_their_own_properties(tmp_path: Path) -> None:
    fallback = [{"addon": "ears_stt", "property": {"beam": 1}}, {"addon": "english_stt"}]
    node = node_of(load(tmp_path, fallback=fallback))
    assert node.fallback == (
        FallbackDef(kit.EARS, kit.EarsConfig(beam=1)),
        FallbackDef(kit.ENGLISH, kit.EnglishConfig()),
    )


def test_only_portable_properties_go_along(tmp_path: Path) -> None:
    node = kit.node("stt", "ears_stt", language="de-DE", words=["x"])
    graph = {"nodes": [{**node, "fallback": [{"addon": "ears_stt"}]}]}
    checked = kit.load(graph, folder=tmp_path)
    assert node_of(checked).fallback[0].config == kit.EarsConfig(language="de-DE")


def test_a_fallbacks_own_setting_wins(tmp_path: Path) -> None:
    node = kit.node("stt", "ears_stt", language="de-DE")
    own = {"addon": "english_stt", "property": {"language": "en-US"}}
    checked = kit.load({"nodes": [{**node, "fallback": [own]}]}, folder=tmp_path)
    assert node_of(checked).fallback[0].config == kit.EnglishConfig(language="en-US")


def test_a_fallback_may_be_called_by_another_name_and_use_variables(tmp_path: Path) -> None:
    own = {"addon": "${env:SPARE}", "property": {"params": {"vocabulary": ["${env:WORD}"]}}}
    environ = {"SPARE": "english_stt", "WORD": "hi"}
    graph = {"nodes": [{**kit.node("stt", "ears_stt"), "fallback": [own]}]}
    checked = kit.load(graph, folder=tmp_path, environ=environ)
    assert node_of(checked).fallback[0].config == kit.EnglishConfig(words=["hi"])


def test_a_fallback_need_not_send_what_is_optional(tmp_path: Path) -> None:
    deepgram = kit.node("stt", "deepgram_stt", api_key="${env:KEY}")
    graph = {
        "nodes": [
            kit.node("web", "websocket_server"),
            {**deepgram, "fallback": [{"addon": "fake_stt"}]},
            kit.node("control", "main_control"),
        ],
        "connections": [
            {
                "extension": "stt",
                "data": [
                    {"name": name, "dest": [{"extension": "control"}]}
                    for name in ("asr_result", "start_of_speech", "end_of_speech")
                ],
            }
        ],
    }
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(graph))
    checked = load_graph(str(file), registry=AddonRegistry(), environ={"KEY": "k"})
    assert [problem for problem in checked.problems if problem.code == "TL310"] == []


def test_a_fallback_that_lacks_what_is_connected_cannot_stand_in(tmp_path: Path) -> None:
    nodes = [
        kit.node("web", "web"),
        {**kit.node("stt", "ears_stt"), "fallback": [{"addon": "voice"}]},
        kit.node("mind", "mind"),
    ]
    ways = [
        kit.to("web", "audio_frame", "pcm_frame", "stt"),
        kit.to("stt", "data", "asr_result", "mind"),
    ]
    checked = kit.load({"nodes": nodes, "connections": ways}, folder=tmp_path)
    (problem,) = [p for p in checked.problems if p.code == "TL310"]
    assert problem.message == (
        'voice cannot stand in for "stt": it does not take audio_frame pcm_frame, '
        "does not send data asr_result"
    )
    assert problem.pointer == "/nodes/1/fallback/0/addon"
