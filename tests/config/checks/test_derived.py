from __future__ import annotations

import json
from pathlib import Path

from .. import kit
from ..flow_kit import told


def test_what_is_wired_by_type_is_an_error_only_when_it_must_be_written() -> None:
    graph = kit.good()
    assert told(graph["nodes"], *graph["connections"]) == []
    every = told(graph["nodes"], *graph["connections"], strict=True)
    assert len(every) == 6
    assert every[0] == '"web" -> text_data -> "mind" is not written in the graph'


def test_a_graph_with_the_lines_pasted_is_good(tmp_path: Path) -> None:
    graph = kit.good()
    checked = kit.load(graph, folder=tmp_path, strict=True)
    assert checked.graph is None
    graph["connections"] += [
        json.loads(problem.hint.removeprefix("write the connection: "))
        for problem in checked.problems
    ]
    checked = kit.load(graph, folder=tmp_path, strict=True)
    assert checked.problems == ()
    assert checked.graph is not None


def test_a_message_to_all_is_told_for_each_that_takes_it() -> None:
    graph = kit.good()
    del graph["connections"][1]
    every = told(graph["nodes"], *graph["connections"], strict=True)
    assert [message for message in every if "tts_flush" in message] == [
        '"mind" -> tts_flush -> "web" is not written in the graph',
        '"mind" -> tts_flush -> "tts" is not written in the graph',
    ]


def test_warnings_stay_warnings(tmp_path: Path) -> None:
    graph = {"nodes": [{**kit.node("web", "web"), "app": "x"}]}
    checked = kit.load(graph, folder=tmp_path, strict=True)
    assert [problem.severity for problem in checked.problems] == ["warning"]
    assert checked.graph is not None
