"""The JSON form of cmd and data messages."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite import messages
from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    Message,
    PcmFrame,
    TextData,
    TtsTextInput,
    UserLeft,
    VideoFrame,
)
from ten_lite.messages.base import ENVELOPE
from ten_lite.wire.payload import field_names, from_wire, to_wire

free_text = st.text(st.characters(codec="utf-8"))
wire_values: dict[Any, st.SearchStrategy[Any]] = {
    str: free_text,
    int: st.integers(-(2**62), 2**62),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    int | None: st.none() | st.integers(0, 2**62),
}


@dataclass(frozen=True)
class Word:
    word: str
    start_ms: int


@dataclass(slots=True)
class WordsFound(Message):
    """As an addon would write it, with a nested class."""

    name: ClassVar[str] = "words_found"

    words: list[Word]
    mode: Literal["fast", "slow"] = "fast"


CLASSES = [
    getattr(messages, name)
    for name in messages.__all__
    if isinstance(getattr(messages, name), type)
    and issubclass(getattr(messages, name), Message)
    and getattr(messages, name) not in (Message, PcmFrame, VideoFrame)
]


def test_the_form_is_the_payload_in_its_order_without_the_envelope() -> None:
    message = TtsTextInput("r1", "hé", metadata=MappingProxyType({"turn_id": 3}))
    message.session_id, message.turn_id, message.epoch, message.fenced = "s", 4, 5, True
    assert json.dumps(to_wire(message)) == json.dumps(
        {"request_id": "r1", "text": "hé", "text_input_end": False, "metadata": {"turn_id": 3}}
    )
    assert field_names(TtsTextInput) == ("request_id", "text", "text_input_end", "metadata")


def test_a_message_without_a_payload_is_an_empty_object() -> None:
    assert to_wire(UserLeft()) == {}
    assert from_wire(UserLeft, {}) == UserLeft()


def test_defaults_may_be_left_out() -> None:
    message = from_wire(AsrResult, {"text": "a", "final": True})
    assert message == AsrResult("a", True)
    assert message.session_id == ""
    assert message.epoch == message.sequence == 0


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_every_message_survives_the_round_trip(cls: type[Message], data: st.DataObject) -> None:
    values = {
        "messages": st.lists(st.dictionaries(free_text, free_text | st.integers(0, 9))),
        "parameters": st.none() | st.dictionaries(free_text, st.booleans()),
        "metadata": st.none() | st.dictionaries(free_text, st.lists(st.integers(0, 9))),
        "role": st.sampled_from(["user", "assistant"]),
        "data_type": st.sampled_from(["transcribe", "raw"]),
        "reason": st.sampled_from(["end", "interrupted", "error"]),
        "finish_reason": st.none() | free_text,
        "tools": st.lists(st.dictionaries(free_text, free_text)).map(tuple),
        "history": st.lists(st.dictionaries(free_text, free_text)).map(tuple),
        "tool_calls": st.lists(st.dictionaries(free_text, free_text)).map(tuple),
        "tool": st.dictionaries(free_text, free_text),
        "since": st.sampled_from(["speech_end", "transcript", "text", "request"]),
        "figures": st.dictionaries(free_text, st.integers(0, 9)),
        "usage": st.none() | st.dictionaries(free_text, st.integers(0, 9)),
        "heard": st.none() | st.dictionaries(free_text, st.integers(0, 9)),
        "arguments": st.dictionaries(free_text, st.lists(st.integers(0, 9))),
    }
    hints = get_type_hints(cls)
    fields = {
        name: data.draw(values[name] if name in values else wire_values[hints[name]])
        for name in field_names(cls)
    }
    message = cls(**fields)
    wire = json.loads(json.dumps(to_wire(message), allow_nan=False))
    assert from_wire(cls, wire) == message


def test_a_class_of_an_addon_has_a_form_too() -> None:
    message = WordsFound([Word("hi", 20)])
    assert to_wire(message) == {"words": [{"word": "hi", "start_ms": 20}], "mode": "fast"}
    assert from_wire(WordsFound, to_wire(message)) == message


BAD: list[tuple[type[Message], dict[str, Any], str]] = [
    (AsrResult, {"text": "a"}, 'asr_result: the field "final": Field required'),
    (
        AsrResult,
        {"text": "a", "final": 1},
        'asr_result: the field "final": Input should be a valid boolean',
    ),
    (
        AsrResult,
        {"text": "a", "final": True, "start_ms": "5"},
        'asr_result: the field "start_ms": Input should be a valid integer',
    ),
    (
        AsrResult,
        {"text": "a", "final": True, "start_ms": True},
        'asr_result: the field "start_ms": Input should be a valid integer',
    ),
    (
        AsrResult,
        {"text": None, "final": True},
        'asr_result: the field "text": Input should be a valid string',
    ),
    (
        AsrResult,
        {"text": "a", "final": True, "finl": 1},
        'asr_result: the field "finl" is not known',
    ),
    (
        AsrResult,
        {"text": "a", "final": True, "metadata": {"x": math.inf}},
        "asr_result is not JSON: Out of range float values are not JSON compliant",
    ),
    (
        AsrResult,
        {"text": "a", "final": True, "metadata": {"x": {1}}},
        "asr_result is not JSON: set is not a JSON value",
    ),
    (AsrResult, {"text": "a\ud800", "final": True}, "asr_result: Invalid JSON: "),
    (
        TextData,
        {"text": "a", "role": "system"},
        "text_data: the field \"role\": Input should be 'user' or 'assistant'",
    ),
    (TextData, {"text": "a", "name": "x"}, 'text_data: the field "name" is not known'),
    (TextData, {"text": "a", "kind": "cmd"}, 'text_data: the field "kind" is not known'),
    (
        ChatCompletion,
        {"messages": [{}, 5]},
        'chat_completion: the field "messages.1": Input should be an object',
    ),
    (
        WordsFound,
        {"words": [{"word": "a", "start_ms": 1.5}]},
        'words_found: the field "words.0.start_ms": Input should be a valid integer',
    ),
    (PcmFrame, {"data": "AA"}, "pcm_frame is a frame and has no JSON form"),
    *(
        (TextData, {"text": "a", name: 1}, f'text_data: the field "{name}" is of the envelope')
        for name in sorted(ENVELOPE)
    ),
]


@pytest.mark.parametrize(("cls", "data", "expected"), BAD)
def test_bad_data_is_refused_and_the_field_named(
    cls: type[Message], data: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_wire(cls, data)
    assert str(caught.value).startswith(expected)
    assert len(str(caught.value)) <= 300


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (PcmFrame(b"\0\0"), "pcm_frame is a frame and has no JSON form"),
        (VideoFrame(b"", 0, 0), "video_frame is a frame and has no JSON form"),
        (
            AsrResult("a", 1),  # type: ignore[arg-type]
            'asr_result: the field "final": Input should be a valid boolean',
        ),
        (
            TextData("a", role="system"),  # type: ignore[arg-type]
            "text_data: the field \"role\": Input should be 'user' or 'assistant'",
        ),
        (
            AsrResult("a", True, metadata={"x": object()}),
            "asr_result cannot be written: object is not a JSON value",
        ),
    ],
)
def test_a_wrong_message_is_not_written(message: Message, expected: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        to_wire(message)
    assert str(caught.value) == expected


def test_deep_data_is_refused_both_ways() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(ProtocolError):
        from_wire(AsrResult, {"text": "a", "final": True, "metadata": {"x": deep}})
    with pytest.raises(ProtocolError):
        to_wire(AsrResult("a", True, metadata={"x": deep}))


def test_what_strict_json_cannot_hold_is_replaced_on_the_way_out() -> None:
    assert to_wire(ChatDelta("a\ud800"))["delta"] == "a\ufffd"
    assert to_wire(AsrResult("", True, metadata={"x": math.nan}))["metadata"] == {"x": None}


def test_importing_the_module_loads_no_pydantic() -> None:
    code = "import sys, ten_lite.wire.payload; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
