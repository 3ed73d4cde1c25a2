from __future__ import annotations

from typing import Any

import pytest

from ten_lite.config.definition import QueueDef
from ten_lite.config.fitting.edges import (
    UNKNOWN_HERE,
    check_conversions,
    check_ports,
    check_queues,
    queue_of,
)
from ten_lite.config.fitting.resolve import resolve_addons
from ten_lite.config.reading.draft import Draft, EdgeDraft
from ten_lite.config.reading.flows import read_edges
from ten_lite.config.reading.subgraphs import read_nodes
from ten_lite.messages import AsrResult

from .. import kit

NODES = [
    kit.node("web", "web"),
    kit.node("stt", "ears_stt"),
    kit.node("mind", "mind"),
    kit.node("x", "no_such_addon"),
]


def draft_of(*connections: dict[str, Any]) -> Draft:
    draft = kit.draft({"nodes": NODES, "connections": list(connections)})
    for step in (read_nodes, read_edges, resolve_addons):
        list(step(draft))
    return draft


def codes(found: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in found]


def test_ports_that_fit_give_the_message() -> None:
    draft = draft_of(kit.to("stt", "data", "asr_result", "mind"))
    assert codes(check_ports(draft)) == []
    assert draft.edges[0].message is AsrResult


def test_ports_of_unknown_nodes_and_addons_are_not_judged() -> None:
    draft = draft_of(
        kit.to("x", "data", "asr_result", "mind"),
        kit.to("stt", "data", "asr_result", "x", "nobody"),
        kit.to("nobody", "data", "asr_result", "mind"),
    )
    assert codes(check_ports(draft)) == []
    assert [edge.message for edge in draft.edges] == [None] * 4


def test_a_mistyped_name_is_told_at_the_source_only() -> None:
    draft = draft_of(kit.to("stt", "data", "asr_reslt", "mind", "web"))
    assert codes(check_ports(draft)) == [("TL204", "/connections/0/data/0/name")] * 2


def test_an_addon_that_sends_nothing() -> None:
    draft = kit.draft(
        {
            "nodes": [kit.node("llm", "brain")],
            "connections": [kit.to("llm", "data", "text_data")],
        }
    )
    for step in (read_nodes, read_edges, resolve_addons):
        list(step(draft))
    assert [problem.hint for problem in check_ports(draft)] == ["it sends: nothing"]


def test_the_nearest_name_is_of_the_same_kind() -> None:
    (problem,) = check_ports(draft_of(kit.to("web", "audio_frame", "text_dat", "mind")))
    assert problem.hint.startswith("it sends: ")


def test_each_end_is_judged_at_its_place() -> None:
    draft = draft_of(
        {
            "extension": "web",
            "data": [{"name": "asr_result", "source": [{"extension": "stt"}]}],
            "cmd": [{"name": "on_user_joined", "dest": [{"extension": "stt"}]}],
        },
        kit.to("x", "audio_frame", "asr_result", "mind"),
    )
    assert codes(check_ports(draft)) == [
        ("TL205", "/connections/0/cmd/0/dest/0/extension"),
        ("TL205", "/connections/0/data/0/name"),
        ("TL205", "/connections/1/audio_frame/0/dest/0/extension"),
    ]


def test_two_queues() -> None:
    first = kit.to("stt", "data", "asr_result", "mind", queue={"size": 1})
    other = kit.to("stt", "data", "asr_result", "mind", queue={"size": 2})
    plain = kit.to("stt", "data", "asr_result", "mind")
    assert codes(check_queues(draft_of(first, plain, first))) == []
    assert codes(check_queues(draft_of(first, plain, other))) == [
        ("TL209", "/connections/2/data/0/queue")
    ]


@pytest.mark.parametrize(
    ("queue", "definition"),
    [
        (None, QueueDef(256, "block")),
        ({}, QueueDef(256, "block")),
        ({"size": 3}, QueueDef(3, "block")),
        ({"size": "3"}, QueueDef(3, "block")),
        ({"policy": "drop_newest"}, QueueDef(256, "drop_newest")),
        ({"size": None, "policy": None}, QueueDef(256, "block")),
    ],
)
def test_what_a_queue_leaves_out_is_as_usual(queue: Any, definition: QueueDef) -> None:
    edge = EdgeDraft("data", "asr_result", "a", "b", "", "", queue)
    assert queue_of(edge) == definition


def test_a_message_that_only_ten_knows_is_told_and_has_no_effect() -> None:
    draft = draft_of(kit.to("stt", "data", UNKNOWN, "mind"))
    (problem,) = check_ports(draft)
    assert (problem.code, problem.severity) == ("TL111", "warning")
    assert UNKNOWN in problem.message
    assert draft.edges[0].message is None


UNKNOWN = sorted(UNKNOWN_HERE)[0]


def test_a_conversion_is_for_nodes_that_are_named() -> None:
    draft = draft_of(kit.to("stt", "data", "asr_result", "mind"))
    (edge,) = draft.edges
    edge.conversion, edge.input_at = {"type": "per_property"}, "/connections/0/dest/0/selector"
    assert [problem.message for problem in check_conversions(draft)] == [
        '"msg_conversion" is not possible with a selector'
    ]
