"""The server's end of the ``ten`` protocol: what it takes and what it sends."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    Message,
    NodeMetrics,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    StartOfSpeech,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TtsTextInput,
    TurnMetrics,
    VideoFrame,
)
from ten_lite.wire.ten import MAX_TEXT_CHARS, encode, error_text
from ten_lite.wire.ten_client import (
    encode_audio,
    encode_config,
    encode_playback_position,
    encode_text,
)

from .kit import (
    B64,
    FORMAT,
    SAMPLES,
    from_client,
    json_values,
    nested,
    sent,
    typed,
    whole_samples,
    with_metadata,
)

# Up: what a client may send.


def test_audio_becomes_a_frame_in_the_configured_format() -> None:
    frame = from_client(f'{{"audio":"{B64}"}}', rate=8000, channels=2)
    assert frame == PcmFrame(SAMPLES, 8000, 2, None)


def test_metadata_is_carried_as_it_was_sent() -> None:
    metadata = {"session_id": "a", "deep": {"list": [1, 2.5, None]}, "sample_rate": 16000}
    frame = from_client(json.dumps({"audio": B64, "metadata": metadata}))
    assert frame == PcmFrame(SAMPLES, 16000, 1, metadata)


def test_unknown_top_level_keys_are_ignored() -> None:
    assert from_client(f'{{"audio":"{B64}","seq":7,"data":{{}}}}') == PcmFrame(SAMPLES)
    assert from_client(typed({"text": "hi"}, id=1)) == TextData("hi")


def test_audio_with_type_audio_is_taken() -> None:
    assert from_client(f'{{"type":"audio","audio":"{B64}"}}') == PcmFrame(SAMPLES)


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview])
def test_a_binary_message_is_bare_pcm(wrap: Any) -> None:
    frame = from_client(wrap(SAMPLES), rate=8000, channels=2)
    assert frame == PcmFrame(SAMPLES, 8000, 2)
    assert type(frame.data) is bytes


@pytest.mark.parametrize("data", [b"[]", b"{}", b"{1\x00\x00", b"\xff\xfb\x90\x00", b"{" * 8])
def test_samples_that_only_resemble_something_are_taken(data: bytes) -> None:
    assert from_client(data) == PcmFrame(data)


def test_typed_text_is_a_final_of_the_user() -> None:
    data = {"text": " what?\n", "role": "user", "is_final": True, "stream_id": 9, "text_ts": 5}
    assert from_client(typed(data)) == TextData(" what?\n", role="user", is_final=True)


def test_the_longest_text_is_taken() -> None:
    assert from_client(typed({"text": "é" * MAX_TEXT_CHARS})) == TextData("é" * MAX_TEXT_CHARS)


@given(whole_samples, st.dictionaries(st.text(st.characters(codec="utf-8")), json_values))
def test_every_audio_a_client_encodes_is_decoded(data: bytes, metadata: dict[str, Any]) -> None:
    metadata = {key: value for key, value in metadata.items() if key not in FORMAT}
    message = json.loads(encode_audio(data)) | {"metadata": metadata}
    assert from_client(json.dumps(message)) == PcmFrame(data, 16_000, 1, metadata)
    assert from_client(encode_audio(data)) == PcmFrame(data)
    assert from_client(data) == PcmFrame(data)


@given(st.text(st.characters(codec="utf-8"), max_size=200).filter(str.strip))
def test_every_text_a_client_encodes_is_decoded(text: str) -> None:
    assert from_client(encode_text(text)) == TextData(text)


@pytest.mark.parametrize(
    "asked",
    [{"language": "de-DE"}, {"voice": "Jürgen 2"}, {"language": "zh-Hans-CN", "voice": "v" * 64}],
)
def test_every_change_a_client_encodes_is_decoded(asked: dict[str, str]) -> None:
    assert from_client(encode_config(**asked)) == SessionConfig(**asked)


@pytest.mark.parametrize(("request_id", "played_ms"), [("r1", 0), ("é" * 200, 2**40)])
def test_what_a_client_says_it_has_played_is_decoded(request_id: str, played_ms: int) -> None:
    message = from_client(encode_playback_position(request_id, played_ms))
    assert message == PlaybackPosition(request_id, played_ms)


def test_the_deepest_message_is_taken_and_can_be_sent_back() -> None:
    frame = from_client(nested(32))
    assert sent(frame)["metadata"]["a"] == frame.metadata["a"]  # type: ignore[attr-defined]


def test_the_largest_integers_are_taken() -> None:
    numbers = [-(2**63), 2**64 - 1]
    frame = from_client(with_metadata(json.dumps({"n": numbers})))
    assert frame.metadata == {"n": numbers}  # type: ignore[attr-defined]


# Down: what a client gets.


def test_a_frame_is_written_as_ten_writes_it() -> None:
    assert encode(PcmFrame(SAMPLES, 24000, 2)) == (
        f'{{"type":"audio","audio":"{B64}","metadata":{{"sample_rate":24000,"channels":2,'
        '"bytes_per_sample":2,"samples_per_channel":1}}'
    )


def test_a_frames_metadata_goes_along_and_the_format_wins() -> None:
    metadata = MappingProxyType({"session_id": "é", "sample_rate": 8000, "bytes_per_sample": 4})
    assert sent(PcmFrame(SAMPLES, metadata=metadata))["metadata"] == {"session_id": "é", **FORMAT}


@pytest.mark.parametrize(("size", "channels"), [(3, 1), (2, 2), (2, 0)])
def test_a_frame_without_whole_samples_is_not_sent(size: int, channels: int) -> None:
    expected = f"pcm_frame: {size} bytes are not whole samples of {channels} channels"
    with pytest.raises(ProtocolError, match=expected):
        encode(PcmFrame(bytes(size), 16000, channels))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            TextData("hé", role="assistant", is_final=False, stream_id=100, text_ts=7),
            '{"type":"data","name":"text_data","data":{"text":"hé","role":"assistant",'
            '"is_final":false,"stream_id":100,"data_type":"transcribe","text_ts":7}}',
        ),
        (
            AsrResult("hi", True, id="u1", metadata=MappingProxyType({"a": 1})),
            '{"type":"data","name":"asr_result","data":{"text":"hi","final":true,"id":"u1",'
            '"start_ms":0,"duration_ms":0,"language":"en-US","metadata":{"a":1}}}',
        ),
        (
            TtsAudioStart("r1"),
            '{"type":"data","name":"tts_audio_start","data":{"request_id":"r1"}}',
        ),
        (
            TtsAudioEnd("r1", 250, "interrupted"),
            '{"type":"data","name":"tts_audio_end","data":{"request_id":"r1",'
            '"duration_ms":250,"reason":"interrupted","unplayed_ms":0}}',
        ),
        (
            TurnMetrics(
                3, "text", 1_500, first_token_ms=40, tools=({"name": "t", "ms": 9},), requests=2
            ),
            '{"type":"data","name":"metrics","data":{"stream_id":3,"since":"text",'
            '"since_at_ms":1500,"transcript_ms":null,"first_token_ms":40,"first_text_ms":null,'
            '"first_audio_ms":null,"heard_ms":0,"interrupted_ms":null,'
            '"tools":[{"name":"t","ms":9}],"requests":2,"characters":0,"spoken_characters":0,'
            '"prompt_tokens":null,"completion_tokens":null,"errors":0}}',
        ),
        (
            NodeMetrics("tts", "fake_tts", "r1", {"first_sound_ms": 9, "characters": 40}),
            '{"type":"data","name":"node_metrics","data":{"node":"tts","addon":"fake_tts",'
            '"request_id":"r1","figures":{"first_sound_ms":9,"characters":40}}}',
        ),
        (TtsFlush("f1", "barge_in"), '{"type":"cmd","name":"flush","data":{"flush_id":"f1"}}'),
        (TtsPause("p1"), '{"type":"cmd","name":"flush","data":{"flush_id":"p1"}}'),
        (ErrorMessage("no voice"), '{"type":"error","error":"no voice"}'),
        (
            ErrorMessage("no voice", node="tts", code="stalled", fatal=True),
            '{"type":"error","error":"no voice","code":"stalled"}',
        ),
    ],
)
def test_other_messages_are_written_byte_for_byte(message: Message, expected: str) -> None:
    message.session_id, message.epoch = "not on the wire", 3
    assert encode(message) == expected


@pytest.mark.parametrize(
    "message", [StartOfSpeech(5), TtsTextInput("r", "t"), VideoFrame(b"", 0, 0), Message()]
)
def test_what_the_protocol_does_not_carry_is_none(message: Message) -> None:
    assert encode(message) is None


def test_an_error_is_cut_at_300_characters() -> None:
    assert json.loads(error_text("x" * 300))["error"] == "x" * 300
    assert json.loads(error_text("x" * 301))["error"] == "x" * 297 + "..."
    assert sent(ErrorMessage("x" * 301))["error"] == "x" * 297 + "..."


def test_lone_surrogates_become_replacement_characters() -> None:
    text = encode(TextData("a\ud800b\udc00 \ud83d\ude00 \ud800"))
    assert text is not None
    assert json.loads(text.encode())["data"]["text"] == "a\ufffdb\ufffd \U0001f600 \ufffd"


@pytest.mark.parametrize("bad", [math.nan, math.inf, object(), {1, 2}, b"x"])
def test_what_json_cannot_express_is_not_sent(bad: object) -> None:
    for message in (
        PcmFrame(SAMPLES, metadata={"a": bad}),
        AsrResult("", True, metadata={"a": bad}),
    ):
        with pytest.raises(ProtocolError, match="Cannot be written as JSON"):
            encode(message)


def test_a_metadata_that_holds_itself_is_not_sent() -> None:
    metadata: dict[str, Any] = {}
    metadata["me"] = metadata
    with pytest.raises(ProtocolError, match="Cannot be written as JSON"):
        encode(PcmFrame(SAMPLES, metadata=metadata))


def test_the_servers_end_loads_no_pydantic() -> None:
    code = "import sys, ten_lite.wire.ten; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
