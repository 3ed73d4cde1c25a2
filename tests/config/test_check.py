from __future__ import annotations

from pathlib import Path

import pytest

from ten_lite.config.check import STEPS, CheckedGraph, check_graph, has_errors, in_order
from ten_lite.config.definition import QueueDef
from ten_lite.errors import Problem

from . import kit


def check(graph: object, **more: object) -> CheckedGraph:
    draft = kit.draft(graph)
    return check_graph(draft.source, registry=kit.registry(), environ={}, **more)


def test_a_good_graph_becomes_a_definition() -> None:
    checked = check(kit.good())
    assert checked.problems == ()
    graph = checked.graph
    assert graph is not None
    assert (graph.name, graph.description, graph.file) == ("graph", "A good graph.", "graph.json")
    assert [(n.name, n.addon.name) for n in graph.nodes] == [
        ("web", "web"),
        ("stt", "ears_stt"),
        ("mind", "mind"),
        ("llm", "brain"),
        ("tts", "voice"),
    ]
    assert graph.nodes[1].config == kit.EarsConfig(language="de-DE")
    assert [(e.source, e.message.name, e.target, e.derived) for e in graph.edges] == [
        ("web", "pcm_frame", "stt", False),
        ("mind", "tts_flush", "tts", False),
        ("mind", "tts_flush", "web", False),
        ("tts", "pcm_frame", "web", False),
        ("web", "text_data", "mind", True),
        ("web", "on_user_joined", "mind", True),
        ("stt", "asr_result", "mind", True),
        ("mind", "chat_completion", "llm", True),
        ("mind", "text_data", "web", True),
        ("mind", "tts_text_input", "tts", True),
    ]


def test_a_connection_to_nowhere_is_no_edge() -> None:
    graph = kit.good()
    graph["connections"].append(kit.to("stt", "data", "asr_result"))
    checked = check(graph)
    assert checked.graph is not None
    assert [e for e in checked.graph.edges if e.source == "stt"] == []


def test_a_connection_written_both_ways_is_one_and_keeps_its_queue() -> None:
    graph = kit.good()
    graph["connections"] = [
        kit.to("web", "audio_frame", "pcm_frame", "stt"),
        {
            "extension": "stt",
            "audio_frame": [
                {"name": "pcm_frame", "source": [{"extension": "web"}], "queue": {"size": 7}}
            ],
        },
        *graph["connections"][1:],
    ]
    checked = check(graph)
    assert checked.graph is not None
    queues = [e.queue for e in checked.graph.edges if (e.source, e.target) == ("web", "stt")]
    assert queues == [QueueDef(7, "drop_oldest")]


def test_an_error_leaves_no_graph_and_a_warning_does() -> None:
    graph = kit.good()
    graph["nodes"][0]["app"] = "x"
    checked = check(graph)
    assert [p.severity for p in checked.problems] == ["warning"]
    assert checked.graph is not None
    graph["nodes"][0]["addon"] = "wbe"
    checked = check(graph)
    assert sorted(p.code for p in checked.problems) == ["TL111", "TL301"]
    assert checked.graph is None


def test_earlier_problems_count() -> None:
    problem = Problem("TL104", "twice", file="graph.json", line=1)
    checked = check(kit.good(), earlier=[problem])
    assert checked == CheckedGraph(None, (problem,))


def test_mistakes_of_every_step_come_in_one_run_and_in_the_order_of_the_file() -> None:
    graph = kit.good()
    graph["descripton"] = ""
    graph["nodes"][1]["property"] = {"language": "fr", "lang": 1}
    graph["nodes"][4]["addon"] = "vocie"
    graph["connections"][0]["audio_frame"][0]["queue"] = {"size": -1}
    graph["connections"].append(kit.to("stt", "data", "asr", "nobody"))
    checked = check(graph, overrides=["llm.temperature=3", "tts.x"])
    told = [p.code for p in checked.problems]
    assert told == ["TL306", "TL304", "TL301", "TL208", "TL204", "TL203", "TL109", "TL117", "TL306"]
    lines = [p.line for p in checked.problems if p.line]
    assert lines == sorted(lines)
    assert checked.graph is None


def test_in_order_tells_each_once() -> None:
    a, b = (Problem("TL108", "m", file="a", line=line) for line in (2, 1))
    other, typed = Problem("TL108", "m", file="b"), Problem("TL117", "m", file="--set")
    assert in_order([typed, a, other, b, a]) == (b, a, other, typed)


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    graph = kit.good()
    graph["\x1b[2J\n" + "x" * 90] = 1
    graph["nodes"][0]["name"] = "\n" * 700
    for problem in check(graph).problems:
        assert problem.message.isprintable()
        assert problem.hint.isprintable()
        assert len(problem.message) <= 300
        assert len(problem.hint) <= 600


def test_has_errors() -> None:
    warning = Problem("TL111", "m", severity="warning")
    assert not has_errors([warning])
    assert has_errors([warning, Problem("TL108", "m")])


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_no_step_stumbles_over_an_empty_draft(step) -> None:
    assert [p.code for p in step(kit.draft({}))] in ([], ["TL202"])


def test_a_variable_that_is_not_set_hides_no_wrong_key() -> None:
    graph = kit.good()
    graph["nodes"][1]["property"] = {"lnguage": "${env:NO}", "language": "${env:NO}"}
    graph["nodes"][1]["${env:NO}"] = "${env:NO}"
    assert [p.code for p in check(graph).problems] == ["TL304", "TL307", "TL307", "TL109", "TL307"]


def test_a_graph_inside_of_a_file_has_pointers_from_its_top(tmp_path: Path) -> None:
    entry = {"name": "a", "graph": {"nodes": [kit.node("web", "web"), kit.node("x", "wbe")]}}
    checked = kit.load({"ten": {"predefined_graphs": [entry]}}, folder=tmp_path)
    assert [p.pointer for p in checked.problems] == ["/ten/predefined_graphs/0/graph/nodes/1/addon"]
    entry["graph"]["nodes"].pop()
    entry["description"] = "An entry."
    checked = kit.load({"ten": {"predefined_graphs": [entry]}}, folder=tmp_path)
    assert checked.graph is not None
    assert checked.graph.description == "An entry."
    assert [node.name for node in checked.graph.nodes]
