"""The client's binary frames, against the server's."""

from __future__ import annotations

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import PcmFrame
from ten_lite.wire.codec import Opening
from ten_lite.wire.ten_bin import HEADER, SOUND, WRAP, TenBinaryCodec
from ten_lite.wire.ten_bin_client import decode_frame, encode_frame

DATA = bytes(range(64)) * 10


def test_a_server_hears_the_frames_of_a_client() -> None:
    codec = TenBinaryCodec(Opening(session_id="s1"))
    (heard,) = codec.decode(encode_frame(DATA, sequence=0, timestamp_ms=0))
    assert isinstance(heard, PcmFrame)
    assert heard.data == DATA


def test_a_client_hears_the_frames_of_a_server() -> None:
    (wire,) = TenBinaryCodec(Opening(session_id="s1")).encode(PcmFrame(DATA))
    assert isinstance(wire, bytes)
    assert decode_frame(wire, 16_000, 1) == PcmFrame(DATA, 16_000, 1)


def test_counters_begin_anew_when_they_are_full() -> None:
    wire = encode_frame(b"", sequence=WRAP + 3, timestamp_ms=WRAP + 40)
    assert HEADER.unpack(wire)[-2:] == (3, 40)


def test_a_frame_of_another_kind_is_none() -> None:
    assert decode_frame(HEADER.pack(SOUND + 1, 0, 0, 0, 0, 0) + DATA, 16_000, 1) is None


@pytest.mark.parametrize(
    ("wire", "said"),
    [(b"", "a binary frame of 0 bytes"), (encode_frame(b"\0", sequence=0, timestamp_ms=0), "1 b")],
)
def test_what_is_no_frame_is_refused(wire: bytes, said: str) -> None:
    with pytest.raises(ProtocolError, match=said):
        decode_frame(wire, 16_000, 1)
