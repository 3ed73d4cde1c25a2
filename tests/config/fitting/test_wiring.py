from __future__ import annotations

from typing import Any

from ten_lite.config.fitting.resolve import resolve_addons
from ten_lite.config.fitting.wiring import wire_by_type
from ten_lite.config.reading.flows import read_edges
from ten_lite.config.reading.subgraphs import read_nodes

from .. import kit


def wired(nodes: list[Any], *connections: dict[str, Any]) -> tuple[list[Any], list[str]]:
    draft = kit.draft({"nodes": nodes, "connections": list(connections)})
    for step in (read_nodes, read_edges, resolve_addons):
        list(step(draft))
    problems = [problem.message for problem in wire_by_type(draft)]
    return [(e.source, e.name, e.target) for e in draft.edges if e.derived], problems


WEB, STT, MIND = kit.node("web", "web"), kit.node("stt", "ears_stt"), kit.node("mind", "mind")


def test_an_output_goes_to_the_one_node_that_takes_it() -> None:
    assert wired([STT, MIND, kit.node("llm", "brain")]) == (
        [("stt", "asr_result", "mind"), ("mind", "chat_completion", "llm")],
        [],
    )


def test_never_to_itself() -> None:
    assert wired([WEB]) == ([], [])
    assert wired([MIND]) == ([], [])


def test_several_candidates_are_listed() -> None:
    derived, problems = wired([WEB, STT, kit.node("more", "ears_stt")])
    assert derived == []
    assert problems == ['"web" sends pcm_frame, and several nodes take it: stt, more']


def test_what_is_written_is_not_guessed() -> None:
    written = kit.to("stt", "data", "asr_result", "mind")
    assert wired([STT, MIND, kit.node("again", "ears_stt")], written)[0] == [
        ("again", "asr_result", "mind")
    ]
    mistaken = kit.to("stt", "data", "asr_result", "nobody")
    assert wired([STT, MIND], mistaken) == ([], [])


def test_an_empty_list_sends_it_nowhere() -> None:
    assert wired([STT, MIND], kit.to("stt", "data", "asr_result")) == ([], [])


def test_a_message_to_all_goes_to_every_node_that_takes_it() -> None:
    edges, told = wired([MIND, kit.node("tts", "voice"), kit.node("web", "web")])
    assert told == []
    assert [edge for edge in edges if edge[1] == "tts_flush"] == [
        ("mind", "tts_flush", "tts"),
        ("mind", "tts_flush", "web"),
    ]


def test_another_message_of_the_same_name_is_no_candidate() -> None:
    assert wired([STT, kit.node("other", "other_mind")]) == ([], [])


def test_nodes_that_share_a_name_are_one() -> None:
    assert wired([STT, STT, MIND]) == ([("stt", "asr_result", "mind")], [])
