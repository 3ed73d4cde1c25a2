from __future__ import annotations

from pathlib import Path

import pytest

from ..flow_kit import REGISTRY, told
from ..kit import load, node, to

WEB, STT, MIND = node("web", "web"), node("stt", "ears_stt"), node("mind", "mind")
DOOR, GATE = node("door", "door"), node("gate", "gate")
NOT_TO_STT = (
    to("web", "audio_frame", "pcm_frame", "gate"),
    to("gate", "audio_frame", "pcm_frame"),
)


def test_a_node_that_is_fed_is_not_told() -> None:
    assert told([WEB, STT, MIND]) == []


def test_a_node_whose_inputs_are_all_unfed_is_told_once() -> None:
    assert told([WEB, node("x", "pong"), node("mind", "other_mind")]) == [
        'nobody feeds "x" (pong), which takes asr_result',
        'nobody feeds "mind" (other_mind), which takes asr_result',
    ]


def test_an_optional_input_may_stay_unfed_but_not_all_of_them() -> None:
    assert told([DOOR, node("talk", "talk"), node("tts", "rate_tts")], only="TL210") == []
    assert told([DOOR, node("a", "relay")], to("door", "data", "text_data"), only="TL210") == [
        'nobody feeds "a" (relay), which takes text_data, asr_result'
    ]


def test_a_transport_is_fed_by_its_clients() -> None:
    assert told([WEB]) == []


def test_a_tool_that_nobody_calls_is_told() -> None:
    assert told([node("t", "clock_tool")]) == [
        'nobody feeds "t" (clock_tool), which takes tool_call'
    ]


def test_where_nothing_begins_nothing_is_told() -> None:
    assert told([STT]) == []
    assert told([node("a", "ping"), node("b", "pong")]) == []


@pytest.mark.parametrize(
    ("nodes", "connections", "code"),
    [
        ([WEB, GATE, STT, node("x", "no_such_addon")], NOT_TO_STT, "TL301"),
        ([WEB, STT], (to("web", "audio_frame", "pcm_frame", "sst"),), "TL203"),
        ([WEB, STT], (to("web", "audio_frame", "pcm_frme", "stt"),), "TL204"),
        ([WEB, STT, node("again", "ears_stt")], (), "TL207"),
        ([WEB, STT, node("o", "other_mind")], (to("stt", "data", "asr_result", "o"),), "TL206"),
    ],
)
def test_what_only_follows_from_another_mistake_is_not_told(nodes, connections, code: str) -> None:
    every = told(nodes, *connections)
    assert len(every) == 1
    assert told(nodes, *connections, only=code) == every


def test_a_loop_that_something_else_feeds_is_alive() -> None:
    a, b = node("a", "ping"), node("b", "pong")
    nodes = [DOOR, a, b]
    assert told(nodes, to("b", "data", "text_data", "a", "door")) == []
    away = to("door", "data", "text_data")
    assert told(nodes, away, to("b", "data", "text_data", "a", "door")) == [
        '"a" and "b" feed only each other: nothing ever begins there'
    ]


def test_what_a_dead_loop_or_an_unfed_node_feeds_is_not_told_again() -> None:
    away = to("door", "data", "text_data")
    loop = [node("a", "ping"), node("b", "pong"), node("c", "relay")]
    ways = (to("a", "data", "asr_result", "b"), to("b", "data", "text_data", "a", "c"))
    assert told([DOOR, *loop], away, *ways, to("c", "data", "text_data", "door")) == [
        '"a" and "b" feed only each other: nothing ever begins there'
    ]
    chain = [node("a", "relay"), node("b", "relay"), node("c", "relay")]
    ways = (to("a", "data", "text_data", "b"), to("b", "data", "text_data", "c"))
    assert told([DOOR, *chain], away, *ways, to("c", "data", "text_data", "door")) == [
        'nobody feeds "a" (relay), which takes text_data, asr_result'
    ]


def test_a_node_that_sends_by_itself_is_a_beginning() -> None:
    clock = node("clock", "clock")
    assert told([clock, node("a", "relay")], to("a", "data", "text_data")) == []


def test_a_converted_message_feeds_the_input_it_is_made_into() -> None:
    rules = [
        {"path": "ten.name", "conversion_mode": "fixed_value", "value": "asr_result"},
        {"path": "text", "conversion_mode": "from_original", "original_path": "text"},
        {"path": "final", "conversion_mode": "fixed_value", "value": True},
    ]
    way = to("clock", "data", "text_data", "x")
    nodes = [node("clock", "clock"), node("x", "pong")]
    assert told(nodes, to("clock", "data", "text_data")) == [
        'nobody feeds "x" (pong), which takes asr_result'
    ]
    way["data"][0]["dest"][0]["msg_conversion"] = {"type": "per_property", "rules": rules}
    assert told(nodes, way) == []


def test_a_message_of_tens_that_nothing_sends_feeds_nobody() -> None:
    ways = (to("web", "audio_frame", "pcm_frame"), to("web", "cmd", "on_user_left", "stt"))
    assert told([WEB, STT], *ways, only="TL2") == [
        'nobody feeds "stt" (ears_stt), which takes pcm_frame'
    ]


def test_a_graph_that_exposes_messages_is_a_part_of_one(tmp_path: Path) -> None:
    exposed = [{"type": "data_in", "name": "asr_result", "extension": "x"}]
    graph = {"nodes": [WEB, node("x", "pong")], "exposed_messages": exposed}
    assert load(graph, folder=tmp_path, addons=REGISTRY).problems == ()
