"""``ten.bin``: sound in binary frames both ways, all else as in ``ten``."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    Interrupt,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    TextData,
    TtsAudioEnd,
    TtsFlush,
    TtsPause,
)
from ten_lite.wire import ten
from ten_lite.wire.codec import Opening
from ten_lite.wire.ten_bin import HEADER, SOUND, TenBinaryCodec
from ten_lite.wire.ten_client import encode_audio, encode_text

from .codec_kit import mutated, survives, told, wild_wires
from .kit import B64, SAMPLES, whole_samples


def codec(rate: int = 16_000, channels: int = 1) -> TenBinaryCodec:
    return TenBinaryCodec(Opening(session_id="s1", sample_rate_hz=rate, channels=channels))


def header(
    kind: int = 1, flags: int = 0, reserved: int = 0, turn: int = 0, sequence: int = 0, at: int = 0
) -> bytes:
    """As the protocol's page has it, by other means than the codec's."""
    return (
        bytes((kind, flags))
        + reserved.to_bytes(2, "little")
        + b"".join(number.to_bytes(4, "little") for number in (turn, sequence, at))
    )


def test_the_header_is_16_bytes_little_endian() -> None:
    assert HEADER.size == 16
    assert HEADER.pack(SOUND, 2, 3, 4, 5, 6) == header(1, 2, 3, 4, 5, 6)


def test_a_frame_is_sound_in_the_format_of_the_session() -> None:
    (frame,) = codec(8_000, 2).decode(header() + SAMPLES)
    assert frame == PcmFrame(SAMPLES, 8_000, 2)


@pytest.mark.parametrize("sequence", [0, 7, 2**32 - 1])
def test_number_and_time_of_a_frame_are_the_clients_own_affair(sequence: int) -> None:
    wire = header(sequence=sequence, at=sequence) + SAMPLES
    assert list(codec().decode(wire)) == [PcmFrame(SAMPLES)]


@pytest.mark.parametrize("kind", [0, 2, 255])
def test_frames_of_other_kinds_are_ignored_whatever_they_hold(kind: int) -> None:
    assert list(codec().decode(header(kind, 9, 9, 9))) == []


def test_json_is_as_in_ten() -> None:
    assert list(codec().decode(encode_text("hello"))) == [TextData("hello")]


BAD = {
    b"": "The binary frame has 0 bytes; its header alone has 16",
    SAMPLES: "The binary frame has 4 bytes; its header alone has 16",
    header()[:15]: "The binary frame has 15 bytes; its header alone has 16",
    header(): "The audio is empty",
    header() + b"\1": (
        "The audio has 1 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)"
    ),
    header(flags=1) + SAMPLES: '"flags" in the header of the binary frame is 1; a client sends 0',
    header(reserved=515) + SAMPLES: (
        '"reserved" in the header of the binary frame is 515; a client sends 0'
    ),
    header(turn=3) + SAMPLES: '"turn" in the header of the binary frame is 3; a client sends 0',
    header() + b"RIFF\0\0\0\0WAVE": "The audio looks like a WAV file; send bare 16-bit PCM samples",
    encode_audio(SAMPLES): (
        "Sound in JSON: this connection takes sound in binary frames with a header of 16 bytes"
    ),
    "{": "Invalid JSON: Expecting property name enclosed in double quotes (line 1, column 2)",
    '{"type":"cmd"}': 'Unknown command null: a client sends "interrupt"',
}


@pytest.mark.parametrize(("wire", "text"), BAD.items(), ids=range(len(BAD)))
def test_what_is_wrong_is_said(wire: str | bytes, text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        list(codec().decode(wire))
    assert str(caught.value) == text


def test_sound_goes_down_as_a_frame_with_turn_number_and_time() -> None:
    one = codec()
    first = PcmFrame(SAMPLES, turn_id=3, timestamp_ns=5_000_000_000)
    second = PcmFrame(SAMPLES, turn_id=4, timestamp_ns=5_020_999_999)
    assert list(one.encode(first)) == [header(turn=3) + SAMPLES]
    assert list(one.encode(second)) == [header(turn=4, sequence=1, at=20) + SAMPLES]


def test_a_sender_that_is_there_for_very_long_wraps() -> None:
    one = codec()
    list(one.encode(PcmFrame(SAMPLES)))
    late = PcmFrame(SAMPLES, turn_id=2**32 + 1, timestamp_ns=(2**32 + 5) * 1_000_000)
    assert list(one.encode(late)) == [header(turn=1, sequence=1, at=5) + SAMPLES]


def test_all_else_goes_down_as_in_ten() -> None:
    for message in (TextData("hi", "assistant"), TtsFlush("f1"), TtsAudioEnd("r1", 20)):
        assert list(codec().encode(message)) == [ten.encode(message)]


def test_a_frames_metadata_stays_behind() -> None:
    (wire,) = codec().encode(PcmFrame(SAMPLES, metadata={"a": 1}))
    assert wire == header() + SAMPLES


def test_sound_of_another_rate_is_converted_and_its_rest_comes_before_the_end() -> None:
    one = codec(16_000)
    data = b"".join(
        wire[16:] for _ in range(10) for wire in told(one, PcmFrame(b"\0\1" * 480, 24_000))
    )
    *rest, end = told(one, TtsAudioEnd("r1", 200))
    assert end["name"] == "tts_audio_end"
    assert len(data) + sum(len(wire) - 16 for wire in rest) == 200 * 32


@pytest.mark.parametrize("stop", [TtsFlush("f1"), TtsPause("p1")])
def test_what_was_not_converted_yet_is_thrown_away_with_the_rest(stop: TtsFlush | TtsPause) -> None:
    one = codec(16_000)
    told(one, PcmFrame(b"\0\1" * 480, 24_000))
    told(one, stop)
    assert [type(wire) for wire in told(one, TtsAudioEnd("r1", 20, "interrupted"))] == [dict]


@given(whole_samples, st.integers(0, 2**32 - 1))
def test_what_goes_down_can_go_up_but_for_the_turn(data: bytes, turn: int) -> None:
    (wire,) = codec().encode(PcmFrame(data, turn_id=turn))
    assert isinstance(wire, bytes)
    assert struct.unpack_from("<I", wire, 4) == (turn,)
    (frame,) = codec().decode(wire[:4] + bytes(4) + wire[8:])
    assert isinstance(frame, PcmFrame)
    assert replace(frame, turn_id=0) == PcmFrame(data)


KEYS = ["type", "audio", "name", "data", "text", "language", "request_id", "played_ms"]
VALUES = ["audio", "data", "text_data", "config", "playback_position", "hi", B64, 1]


@given(
    st.one_of(
        wild_wires(KEYS, VALUES),
        mutated([encode_text("a"), encode_audio(SAMPLES)]),
        st.tuples(st.integers(0, 2), st.integers(0, 1), st.binary(max_size=20)).map(
            lambda parts: header(parts[0], parts[1]) + parts[2]
        ),
    )
)
def test_only_protocol_errors_leave_decode(wire: str | bytes) -> None:
    survives(codec(), wire, PcmFrame, TextData, SessionConfig, PlaybackPosition, Interrupt)
