"""Promises that hold whatever is sent, in whatever order."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite.messages import (
    EndOfSpeech,
    ErrorMessage,
    Interrupt,
    Message,
    NodeMetrics,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolRegister,
    TurnMetrics,
)
from ten_lite.wire.codec import Opening, Reply, ToolDone
from ten_lite.wire.realtime import RealtimeCodec

from ..codec_kit import likely_json, mutated, survives, wild_wires
from .kit import FRAME, SPEECH, Event, Talk, begins, ends, flush, pause, says, types, user

KINDS = (
    PcmFrame,
    TextData,
    SessionConfig,
    PlaybackPosition,
    Interrupt,
    ToolRegister,
    ToolDone,
)
TYPES = [
    "session.update",
    "input_audio_buffer.append",
    "input_audio_buffer.commit",
    "input_audio_buffer.clear",
    "conversation.item.create",
    "conversation.item.retrieve",
    "conversation.item.delete",
    "conversation.item.truncate",
    "response.create",
    "response.cancel",
]
KEYS = [
    *("type", "event_id", "session", "audio", "item", "item_id", "content_index", "audio_end_ms"),
    *("response", "input", "output", "format", "rate", "turn_detection", "transcription", "model"),
    *("language", "voice", "tools", "name", "parameters", "output_modalities", "metadata", "role"),
    *("content", "text", "call_id", "previous_item_id", "modalities", "input_audio_format"),
    "instructions",
]
VALUES = [*TYPES, "realtime", "message", "user", "function_call_output", "input_text", SPEECH]
WHOLES = [
    json.dumps({"type": "input_audio_buffer.append", "audio": SPEECH}),
    json.dumps({"type": "session.update", "session": {"voice": "a", "turn_detection": None}}),
    json.dumps({"type": "session.update", "session": {"instructions": "Sing."}}),
    json.dumps(
        {
            "type": "conversation.item.create",
            "item": {
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "hi"}],
            },
        }
    ),
]


@given(wild_wires(KEYS, VALUES) | mutated(WHOLES))
def test_whatever_a_client_sends_is_an_event_or_is_refused(wire: Any) -> None:
    survives(RealtimeCodec(Opening(session_id="s1")), wire, *KINDS)  # type: ignore[arg-type]


fields = st.dictionaries(st.sampled_from(KEYS), likely_json(KEYS, VALUES), max_size=4)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(TYPES), fields), max_size=5))
def test_events_with_wild_fields_are_answered_with_valid_events(
    sent: list[tuple[str, dict[str, Any]]],
) -> None:
    talk = Talk()
    for kind, rest in sent:
        talk.send_wire(json.dumps({**rest, "type": kind}))


def item(text: str) -> dict[str, Any]:
    content = [{"type": "input_text", "text": text}]
    return {"item": {"type": "message", "role": "user", "content": content}}


turns = st.integers(1, 3)
words = st.sampled_from(["It", "It is", "It is noon.", "It is noon. ", "So", "Well, no"])
heard: st.SearchStrategy[Message] = st.one_of(
    st.builds(says, words, turns, is_final=st.booleans()),
    st.builds(user, words, turns, is_final=st.booleans()),
    st.builds(begins, turns),
    st.builds(ends, turns, st.sampled_from(["end", "interrupted", "error"])),
    st.builds(flush, turns, st.just(0)),
    st.builds(pause, turns),
    st.builds(lambda: FRAME),
    st.builds(lambda: StartOfSpeech(10)),
    st.builds(lambda: EndOfSpeech(90)),
    st.builds(lambda n: ToolCall(f"c{n}", "weather", {}), turns),
    st.builds(lambda code: ErrorMessage("no", code=code), st.sampled_from(["no_answer", "x"])),
    st.builds(lambda n: TurnMetrics(n, "text", 0), turns),
    st.builds(lambda: NodeMetrics("llm", "x", "r", {"prompt_tokens": 3})),
)
output = st.builds(
    lambda n: {"item": {"type": "function_call_output", "call_id": f"c{n}", "output": ""}}, turns
)
session = st.sampled_from(
    [
        {"output_modalities": ["text"]},
        {"output_modalities": ["audio"]},
        {"turn_detection": None},
        {"turn_detection": {"type": "server_vad"}},
        {"output_audio_format": "g711_ulaw"},
    ]
)
sent = st.one_of(
    st.tuples(st.just("response.create"), st.just({})),
    st.tuples(st.just("response.cancel"), st.just({})),
    st.tuples(st.just("input_audio_buffer.append"), st.just({"audio": SPEECH * 6})),
    st.tuples(st.just("input_audio_buffer.commit"), st.just({})),
    st.tuples(st.just("conversation.item.create"), st.builds(item, words) | output),
    st.tuples(st.just("session.update"), st.builds(lambda s: {"session": s}, session)),
)


@given(st.lists(heard | sent, max_size=40))
def test_responses_are_whole_and_one_at_a_time(steps: list[Any]) -> None:
    talk = Talk()
    for step in steps:
        if isinstance(step, tuple):
            talk.send(step[0], **step[1])
        else:
            talk.hear(step)
    hold_to_order(talk.events)


def hold_to_order(events: list[Event]) -> None:
    """Each thing begins before it goes on and ends once, and its deltas make up what it is."""
    open_response = ""
    open_item: str | None = None
    texts: defaultdict[str, str] = defaultdict(str)
    seen: set[str] = set()
    numbers = [event["event_id"] for event in events]
    assert len(set(numbers)) == len(numbers)
    for event in events:
        kind = event["type"]
        if kind == "response.created":
            assert not open_response
            open_response = event["response"]["id"]
            assert open_response not in seen
            seen.add(open_response)
        elif kind == "response.done":
            assert event["response"]["id"] == open_response
            assert open_item is None
            open_response = ""
        elif kind.startswith("response."):
            assert event["response_id"] == open_response
            if kind == "response.output_item.added":
                assert open_item is None
                open_item = event["item"]["id"]
            elif kind == "response.output_item.done":
                assert event["item"]["id"] == open_item
                open_item = None
            else:
                assert event["item_id"] == open_item
        if kind.endswith((".output_text.delta", "_transcript.delta", "arguments.delta")):
            texts[event["item_id"]] += event["delta"]
        elif kind.endswith((".output_text.done", "_transcript.done", "arguments.done")):
            done = event.get("text", event.get("transcript", event.get("arguments")))
            assert texts[event["item_id"]] == done
        elif kind == "conversation.item.added":
            assert event["item"]["id"] not in seen
            seen.add(event["item"]["id"])


texts = st.lists(st.text("ab .,", max_size=4), min_size=1, max_size=8)


@settings(max_examples=60)
@given(texts)
def test_deltas_of_growing_text_join_to_all_of_it(pieces: list[str]) -> None:
    talk = Talk()
    talk.update(output_modalities=["text"])
    whole = ""
    for piece in pieces:
        whole += piece
        talk.hear(says(whole))
    events = talk.hear(says(whole, is_final=True))
    done = [e["text"] for e in events if e["type"] == "response.output_text.done"]
    assert done == ([whole.strip()] if whole.strip() else [])


@settings(max_examples=60)
@given(texts)
def test_deltas_of_a_transcript_join_to_it_or_to_less(pieces: list[str]) -> None:
    talk = Talk()
    deltas = ""
    for piece in [*pieces, "end"]:
        for event in talk.hear(user(piece, is_final=piece == "end")):
            deltas += event["delta"] if event["type"].endswith("transcription.delta") else ""
    final = talk.events[-1]
    assert final["type"].endswith("completed")
    assert final["transcript"] == "end"
    assert "end".startswith(deltas) or not deltas.endswith("end")


def test_an_item_of_the_distant_past_is_forgotten() -> None:
    talk = Talk()
    for number in range(1_001):
        list(talk.codec.encode(user("hi", number)))
    (event,) = talk.send("conversation.item.retrieve", item_id="item_000001")
    assert event["error"]["code"] == "item_not_found"
    assert types(talk.send("conversation.item.retrieve", item_id="item_000002")) == [
        "conversation.item.retrieved"
    ]


def test_replies_come_before_what_the_graph_is_told() -> None:
    codec = RealtimeCodec(Opening(session_id="s1"))
    list(codec.decode(json.dumps({"type": "conversation.item.create", **item("hi")})))
    reply, text = codec.decode('{"type":"response.create"}')
    assert isinstance(reply, Reply)
    assert isinstance(text, TextData)
