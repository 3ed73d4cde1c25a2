"""The client's end of the ``ten`` protocol, against the server's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    Interrupt,
    Message,
    NodeMetrics,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TurnMetrics,
)
from ten_lite.wire.codec import Opening
from ten_lite.wire.ten import encode
from ten_lite.wire.ten_client import (
    decode_server,
    encode_audio,
    encode_config,
    encode_interrupt,
    encode_playback_position,
    encode_text,
)
from ten_lite.wire.ten_codec import TenCodec

from .kit import (
    B64,
    FORMAT,
    SAMPLES,
    json_values,
    whole_samples,
)

free_text = st.text(st.characters(codec="utf-8"))
texts = st.builds(
    TextData, free_text, role=st.sampled_from(["user", "assistant"]), is_final=st.booleans(),
    stream_id=st.integers(0, 2**31), data_type=st.sampled_from(["transcribe", "raw"]),
    text_ts=st.integers(0, 2**53),
)  # fmt: skip
some_metadata = st.none() | st.dictionaries(free_text, json_values, min_size=1, max_size=3).filter(
    lambda metadata: not metadata.keys() & FORMAT.keys()
)
server_messages = st.one_of(
    texts,
    st.builds(
        AsrResult, free_text, st.booleans(), id=free_text, start_ms=st.integers(0, 2**40),
        metadata=some_metadata,
    ),
    st.builds(
        PcmFrame, whole_samples, st.integers(1, 192_000), st.just(1), some_metadata
    ),
    st.builds(TtsFlush, free_text),
    st.builds(TtsAudioStart, free_text),
    st.builds(TtsAudioEnd, free_text, st.integers(0, 2**40), st.sampled_from(["end", "error"])),
    st.builds(
        TurnMetrics, st.integers(0, 9), st.just("speech_end"), st.integers(0, 2**40),
        first_text_ms=st.none() | st.integers(-9, 9),
        tools=st.tuples(st.builds(dict, name=free_text, ms=st.integers(0, 9))),
    ),
    st.builds(
        NodeMetrics, free_text, free_text, free_text, st.dictionaries(free_text, st.integers(0, 9))
    ),
    st.builds(ErrorMessage, st.text(st.characters(codec="utf-8"), max_size=300), code=free_text),
)  # fmt: skip


@given(server_messages)
def test_what_the_server_encodes_the_client_decodes(message: Message) -> None:
    text = encode(message)
    assert text is not None
    assert decode_server(text) == message


def test_the_client_ignores_fields_of_a_newer_server() -> None:
    text = '{"type":"data","name":"text_data","data":{"text":"a","mood":"good","epoch":4},"v":2}'
    assert decode_server(text) == TextData("a")
    assert decode_server(text).epoch == 0


def server_audio(metadata: dict[str, Any]) -> str:
    return json.dumps({"type": "audio", "audio": B64, "metadata": metadata})


def test_the_client_needs_only_rate_and_channels() -> None:
    text = server_audio({"sample_rate": 8000, "channels": 2})
    assert decode_server(text) == PcmFrame(SAMPLES, 8000, 2)


BAD_FROM_SERVER = {
    '{"type":"video"}': (
        'The server sent what this client cannot read: type "video", name null'
    ),
    '{"type":"data","name":"tts_text_input","data":{}}': (
        'The server sent what this client cannot read: type "data", name "tts_text_input"'
    ),
    f'{{"type":"audio","audio":"{B64}"}}': (
        'The server sent what this client cannot read: type "audio", name null'
    ),
    server_audio({"channels": 1}): '"metadata.sample_rate" is null, not an integer from 1',
    server_audio(FORMAT | {"channels": True}): '"metadata.channels" is true, not an integer from 1',
    server_audio(FORMAT | {"channels": 0}): '"metadata.channels" is 0, not an integer from 1',
    server_audio(FORMAT | {"bytes_per_sample": 4}): '"metadata.bytes_per_sample" is 4, not 2',
    server_audio(FORMAT | {"samples_per_channel": 3}): (
        '"metadata.samples_per_channel" is 3, not 2'
    ),
    '{"type":"data","name":"text_data","data":{"text":1}}': (
        'text_data: the field "text": Input should be a valid string'
    ),
    '{"type":"cmd","name":"flush","data":{}}': 'tts_flush: the field "flush_id": Field required',
}  # fmt: skip


@pytest.mark.parametrize("text", BAD_FROM_SERVER)
def test_the_client_refuses_with_a_reason(text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode_server(text)
    assert str(caught.value) == BAD_FROM_SERVER[text]


def said_to_a_server(wire: str) -> list[Any]:
    return list(TenCodec(Opening(session_id="s1")).decode(wire))


def test_a_server_understands_what_a_client_says() -> None:
    assert said_to_a_server(encode_audio(SAMPLES)) == [PcmFrame(SAMPLES)]
    assert said_to_a_server(encode_text("hé")) == [TextData("hé")]
    assert said_to_a_server(encode_interrupt()) == [Interrupt()]
    assert said_to_a_server(encode_playback_position("r1", 300)) == [PlaybackPosition("r1", 300)]
    assert said_to_a_server(encode_config(language="de-DE")) == [SessionConfig("de-DE", "")]
    assert said_to_a_server(encode_config(voice="Anna")) == [SessionConfig("", "Anna")]
