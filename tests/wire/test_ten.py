"""The ``ten`` protocol, both ends."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import sys
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    Message,
    PcmFrame,
    StartOfSpeech,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsTextInput,
    VideoFrame,
)
from ten_lite.wire.pcm import looks_like
from ten_lite.wire.ten import MAX_TEXT_CHARS, decode, encode, error_text
from ten_lite.wire.ten_client import decode_server, encode_audio, encode_text

SAMPLES = b"\x01\x02\x03\x04"
B64 = base64.b64encode(SAMPLES).decode()
FORMAT = {"sample_rate": 16000, "channels": 1, "bytes_per_sample": 2, "samples_per_channel": 2}
MISSING_AUDIO = 'Missing required field: "audio" with base64 data'

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)
whole_samples = (
    st.binary(min_size=1).map(lambda data: data * 2).filter(lambda data: not looks_like(data))
)


def from_client(message: str | bytes, *, rate: int = 16_000, channels: int = 1) -> Message:
    return decode(message, sample_rate_hz=rate, channels=channels)


def sent(message: Message) -> Any:
    text = encode(message)
    assert text is not None
    return json.loads(text, parse_constant=pytest.fail)


def typed(data: object, **extra: object) -> str:
    return json.dumps({"type": "data", "name": "text_data", "data": data, **extra})


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


# Up: what is refused, with its whole text.


def nested(levels: int) -> str:
    """A message of ``levels`` levels, itself included."""
    return f'{{"audio":"{B64}","metadata":{{"a":{"[" * (levels - 2)}{"]" * (levels - 2)}}}}}'


def with_metadata(text: str) -> str:
    return f'{{"audio":"{B64}","metadata":{text}}}'


BAD_TEXT = {
    "": "Invalid JSON: Expecting value (line 1, column 1)",
    "hello": 'Invalid JSON: Expecting value (line 1, column 1, near "hello")',
    "\ufeff{}": 'Invalid JSON: Expecting value (line 1, column 1, near "\\ufeff{}")',
    '{"audio":\n tru}': 'Invalid JSON: Expecting value (line 2, column 2, near "tru}")',
    '{"audio"': "Invalid JSON: Expecting ':' delimiter (line 1, column 9)",
    "{} {}": 'Invalid JSON: Extra data (line 1, column 4, near "{}")',
    "[]": "Invalid JSON: expected an object, got an array",
    "5": "Invalid JSON: expected an object, got 5",
    "null": "Invalid JSON: expected an object, got null",
    '"hi"': 'Invalid JSON: expected an object, got "hi"',
    "NaN": "Invalid JSON: NaN is not a JSON number",
    with_metadata('{"x":[NaN]}'): "Invalid JSON: NaN is not a JSON number",
    f'{{"audio":"{B64}","x":-Infinity}}': "Invalid JSON: -Infinity is not a JSON number",
    with_metadata('{"x":1e999}'): 'Invalid JSON: the number "1e999" is out of range',
    with_metadata('{"x":18446744073709551616}'): (
        'Invalid JSON: the integer "18446744073709551616" does not fit in 64 bits'
    ),
    with_metadata('{"x":-9223372036854775809}'): (
        'Invalid JSON: the integer "-9223372036854775809" does not fit in 64 bits'
    ),
    with_metadata('{"x":' + "9" * 5000 + "}"): (
        'Invalid JSON: the integer "' + "9" * 37 + '..." does not fit in 64 bits'
    ),
    nested(33): "Invalid JSON: nested deeper than 32 levels",
    "[" * 100_000: "Invalid JSON: nested deeper than 32 levels",
    '{"a":' * 100_000: "Invalid JSON: nested deeper than 32 levels",
    typed({"text": "a\ud800"}): 'Invalid JSON: a lone surrogate in "a\\ud800"',
    with_metadata('{"\\udc00":1}'): 'Invalid JSON: a lone surrogate in "\\udc00"',
    with_metadata('{"a":["\ud800"]}'): 'Invalid JSON: a lone surrogate in "\\ud800"',
    "{}": MISSING_AUDIO,
    '{"type":"audio","data":"AAAA"}': MISSING_AUDIO,
    '{"name":"text_data","data":{"text":"hi"}}': MISSING_AUDIO,
    '{"audio":null}': '"audio" must be a string of base64 data, got null',
    '{"audio":5}': '"audio" must be a string of base64 data, got 5',
    '{"audio":["AAAA"]}': '"audio" must be a string of base64 data, got an array',
    '{"audio":{}}': '"audio" must be a string of base64 data, got an object',
    '{"audio":""}': "The audio is empty",
    '{"audio":"!!!!"}': (
        'Invalid base64 audio data: "!" at character 1 is not in the alphabet'
    ),
    '{"audio":"AA\\u00e9A"}': (
        'Invalid base64 audio data: "é" at character 3 is not in the alphabet'
    ),
    '{"audio":"AA-A"}': (
        'Invalid base64 audio data: "-" at character 3; use the alphabet with "+" and "/"'
    ),
    '{"audio":"AAA_"}': (
        'Invalid base64 audio data: "_" at character 4; use the alphabet with "+" and "/"'
    ),
    '{"audio":"AAAA\\nAAAA"}': "Invalid base64 audio data: white space at character 5",
    '{"audio":" AAAA"}': "Invalid base64 audio data: white space at character 1",
    '{"audio":"AAA"}': "Invalid base64 audio data: 3 characters, which is not a multiple of 4",
    '{"audio":"AAAA="}': "Invalid base64 audio data: 5 characters, which is not a multiple of 4",
    '{"audio":"AAAA===="}': "Invalid base64 audio data: more than two padding characters",
    '{"audio":"===="}': "Invalid base64 audio data: more than two padding characters",
    '{"audio":"A==="}': "Invalid base64 audio data: more than two padding characters",
    '{"audio":"AA==AAAA"}': "Invalid base64 audio data: padding in the middle, at character 3",
    '{"audio":"=AAA"}': "Invalid base64 audio data: padding in the middle, at character 1",
    '{"audio":"AAB="}': (
        "Invalid base64 audio data: the unused bits of the last character are not zero"
    ),
    '{"audio":"AAAAAB=="}': (
        "Invalid base64 audio data: the unused bits of the last character are not zero"
    ),
    '{"audio":"data:audio/pcm;base64,AAAA"}': (
        "Invalid base64 audio data: it is a data: URL; send only what follows the comma"
    ),
    '{"audio":"AAAA"}': (
        "The audio has 3 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)"
    ),
    json.dumps({"audio": base64.b64encode(b"RIFF\x24\0\0\0WAVEfmt ").decode()}): (
        "The audio looks like a WAV file; send bare 16-bit PCM samples"
    ),
    with_metadata("null"): '"metadata" must be an object, got null',
    with_metadata("[]"): '"metadata" must be an object, got an array',
    with_metadata('"x"'): '"metadata" must be an object, got "x"',
    with_metadata('{"sample_rate":8000}'): (
        '"metadata.sample_rate" is 8000, but this server takes 16000'
    ),
    with_metadata('{"sample_rate":"16000"}'): (
        '"metadata.sample_rate" is "16000", but this server takes 16000'
    ),
    with_metadata('{"sample_rate":16000.0}'): (
        '"metadata.sample_rate" is 16000.0, but this server takes 16000'
    ),
    with_metadata('{"sample_rate":null}'): (
        '"metadata.sample_rate" is null, but this server takes 16000'
    ),
    with_metadata('{"channels":true}'): '"metadata.channels" is true, but this server takes 1',
    with_metadata('{"channels":2}'): '"metadata.channels" is 2, but this server takes 1',
    with_metadata('{"bytes_per_sample":4}'): (
        '"metadata.bytes_per_sample" is 4, but this server takes 2'
    ),
    '{"type":null}': 'Unknown type null: a client sends "audio" or "data"',
    '{"type":5}': 'Unknown type 5: a client sends "audio" or "data"',
    '{"type":["audio"]}': 'Unknown type an array: a client sends "audio" or "data"',
    '{"type":"cmd","name":"flush","data":{"flush_id":"1"}}': (
        'Unknown type "cmd": a client sends "audio" or "data"'
    ),
    f'{{"type":"pcm_frame","audio":"{B64}"}}': (
        'Unknown type "pcm_frame": a client sends "audio" or "data"'
    ),
    '{"type":"\\u001b[31m\\u202e\\"\\\\"}': (
        'Unknown type "\\x1b[31m\\u202e\\"\\\\": a client sends "audio" or "data"'
    ),
    '{"type":"data"}': 'Missing required field: "name" of the data message',
    '{"type":"data","name":"text_data"}': 'Missing required field: "data" with an object',
    '{"type":"data","name":"asr_result","data":{"text":"a","final":true}}': (
        'Unknown data name "asr_result": a client sends "text_data"'
    ),
    '{"type":"data","name":"tts_flush","data":{"flush_id":"1"}}': (
        'Unknown data name "tts_flush": a client sends "text_data"'
    ),
    '{"type":"data","name":null,"data":{}}': (
        'Unknown data name null: a client sends "text_data"'
    ),
    typed([]): '"data" must be an object, got an array',
    typed(None): '"data" must be an object, got null',
    typed({}): 'Missing required field: "data.text" with a string',
    typed({"text": 5}): '"data.text" must be a string, got 5',
    typed({"text": ""}): '"data.text" is empty',
    typed({"text": " \n\t\u3000"}): '"data.text" is empty',
    typed({"text": "a" * 8001}): '"data.text" has 8001 characters; at most 8000 are taken',
    typed({"text": "a", "role": "assistant"}): '"data.role" is "assistant", but a client is "user"',
    typed({"text": "a", "role": None}): '"data.role" is null, but a client is "user"',
    typed({"text": "a", "is_final": False}): (
        '"data.is_final" is false, but typed text is final: true'
    ),
    typed({"text": "a", "is_final": 1}): '"data.is_final" is 1, but typed text is final: true',
    typed({"text": "a"}, audio=B64): 'A message carries either "audio" or data, not both',
}  # fmt: skip

BAD_BINARY = {
    b"": "The audio is empty",
    b"abc": "The audio has 3 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)",
    b'{"audio": "AAAA"}': "JSON, which goes in a text message",
    b' [1, 2, {"a": NaN}]\n': "JSON, which goes in a text message",
    b"[" * 50_000 + b"]" * 50_000: "JSON, which goes in a text message",
    b"[" + b"9" * 5000 + b"]": "JSON, which goes in a text message",
    b"RIFF\x24\0\0\0WAVEfmt ": "a WAV file",
    b"[1, 2]": "JSON, which goes in a text message",
    b"ID3\4\0\0\0\0\1\x7f\xff\xfb": "an MP3 file",
    b"ID3\3\0\0\0\0\1\x7f": "an MP3 file",
    b"ID3\2\0\0\0\0\1\x7f": "an MP3 file",
    b"OggS\0\2\0\0": "an Ogg file",
    b"fLaC\0\0\0\x22\x10\0": "a FLAC file",
    b"fLaC\x80\0\0\x22\x10\0": "a FLAC file",
    b"\x1a\x45\xdf\xa3\x9f\x42": "a WebM file",
    b"\0\0\0\x1cftypiso5": "an MP4 file",
}


@pytest.mark.parametrize("message", BAD_TEXT, ids=lambda text: text[:40])
def test_bad_text_is_refused_with_its_reason(message: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_client(message)
    assert str(caught.value) == BAD_TEXT[message]


@pytest.mark.parametrize("message", BAD_BINARY, ids=lambda data: repr(data[:20]))
def test_bad_binary_is_refused_with_its_reason(message: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_client(message)
    reason = BAD_BINARY[message]
    if not reason.startswith("The"):
        reason = f"The audio looks like {reason}; send bare 16-bit PCM samples"
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\x24\0\0\0AVI fm",
        b"ID3\4\0\0\xff\0\0\0",
        b"ID3\4\0\0",
        b"ID3\4\0\0\x80\0\0\0",
        b" [1,2]",
        b"OggS\1\0",
        b'{"a": [1,2]; }',
        b"\x7b\xff\xff\x7d" * 2,
        b"[  1]\0",
        b"\0\0\0\x1cftyqiso5",
    ],
)
def test_a_signature_that_is_not_certain_is_sound(data: bytes) -> None:
    assert from_client(data) == PcmFrame(data)


def test_half_a_stereo_sample_is_refused() -> None:
    with pytest.raises(ProtocolError, match=r"6 bytes.*multiple of 4 \(16-bit samples, 2 channels"):
        from_client(b"\0" * 6, channels=2)


def test_the_deepest_message_is_taken_and_can_be_sent_back() -> None:
    frame = from_client(nested(32))
    assert sent(frame)["metadata"]["a"] == frame.metadata["a"]  # type: ignore[attr-defined]


def test_the_largest_integers_are_taken() -> None:
    numbers = [-(2**63), 2**64 - 1]
    frame = from_client(with_metadata(json.dumps({"n": numbers})))
    assert frame.metadata == {"n": numbers}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("a" * 37, "a" * 37),
        ("a" * 38, "a" * 37 + "..."),
        ("a" * 36 + "\n\n", "a" * 36 + "..."),
        ("\U0001f600\u200b", "\U0001f600\\u200b"),
        ("\x00" * 40, "\\x00" * 9 + "..."),
    ],
)
def test_what_a_client_sent_is_shown_in_40_printable_characters(kind: str, shown: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_client(json.dumps({"type": kind}))
    assert str(caught.value) == f'Unknown type "{shown}": a client sends "audio" or "data"'


def test_a_refused_message_changes_nothing_for_the_next() -> None:
    for message in (*BAD_TEXT, *BAD_BINARY):
        with pytest.raises(ProtocolError):
            from_client(message)
        assert from_client(encode_audio(SAMPLES)) == PcmFrame(SAMPLES)


def holds(message: str | bytes) -> None:
    """Whatever comes in, a message the client may send or a ProtocolError fit for it comes out."""
    try:
        decoded = from_client(message)
    except ProtocolError as error:
        text = str(error)
        assert 0 < len(text) <= 300
        assert text.isprintable()
        assert "Traceback" not in text
        assert ".py" not in text or ".py" in str(message)
        text.encode()
    else:
        assert type(decoded) in (PcmFrame, TextData)
        encoded = encode(decoded)
        assert encoded is not None
        json.loads(encoded, parse_constant=pytest.fail)
        encoded.encode()
        decode_server(encoded)


wild_text = st.text(st.characters())  # lone surrogates too
wild_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | wild_text | st.just(B64),
    lambda inner: st.lists(inner) | st.dictionaries(wild_text, inner),
    max_leaves=10,
)
likely_keys = ["audio", "metadata", "type", "name", "data", "text", "role", "is_final", *FORMAT]
likely_values = ["audio", "data", "text_data", "user", B64, 16_000, 1, 2, True, "hi"]
likely_json = st.recursive(
    st.sampled_from(likely_values) | st.none() | st.integers() | st.floats() | wild_text,
    lambda inner: st.dictionaries(st.sampled_from(likely_keys), inner) | st.lists(inner),
    max_leaves=10,
)


@settings(max_examples=2000, deadline=None)
@given(st.one_of(wild_text, st.binary(), wild_json.map(json.dumps), likely_json.map(json.dumps)))
def test_only_protocol_errors_leave_decode(message: str | bytes) -> None:
    holds(message)


@settings(max_examples=2000, deadline=None)
@given(st.data())
def test_only_protocol_errors_leave_decode_for_mutated_messages(data: st.DataObject) -> None:
    whole = list(
        data.draw(st.sampled_from([*BAD_TEXT, encode_audio(SAMPLES), typed({"text": "a"})]))[:400]
    )
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole)))
        whole[place : place + data.draw(st.integers(0, 3))] = data.draw(st.text(max_size=3))
    holds("".join(whole))


@settings(max_examples=2000, deadline=None)
@given(st.one_of(wild_text, wild_json.map(json.dumps), likely_json.map(json.dumps)))
def test_only_protocol_errors_leave_decode_server(message: str) -> None:
    reason = ""
    try:
        decode_server(message)
    except ProtocolError as error:
        reason = str(error)
    assert len(reason) <= 300


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
            '"duration_ms":250,"reason":"interrupted"}}',
        ),
        (TtsFlush("f1", "barge_in"), '{"type":"cmd","name":"flush","data":{"flush_id":"f1"}}'),
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


# Down and read again by a client.

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
    st.builds(ErrorMessage, st.text(st.characters(codec="utf-8"), max_size=300), code=free_text),
)  # fmt: skip


@settings(max_examples=500, deadline=None)
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


def test_the_servers_end_loads_no_pydantic() -> None:
    code = "import sys, ten_lite.wire.ten; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
