"""Streams of packets: every sample that goes in comes out, and no more."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.opus import OpusDecoder, OpusEncoder, lookahead
from ten_lite.wire.opus_stream import BEGINS, ENDS, OpusIn, OpusOut, Packet

RATES_HZ = (8_000, 16_000, 24_000, 48_000)


class Late:
    """An encoder and decoder that lose nothing, but run late as Opus does."""

    def __init__(self, rate_hz: int, channels: int = 1) -> None:
        self.frame_bytes = rate_hz // 50 * 2 * channels
        self._ahead = bytes(lookahead(rate_hz) * 2 * channels)
        self.reset()

    def reset(self) -> None:
        self._line = self._ahead

    def encode(self, frame: bytes) -> bytes:
        assert len(frame) == self.frame_bytes
        line = self._line + frame
        self._line = line[len(frame) :]
        return line[: len(frame)]

    def decode(self, packet: bytes) -> bytes:
        return packet


def both(rate_hz: int = 16_000, channels: int = 1) -> tuple[OpusOut, OpusIn]:
    return (
        OpusOut(Late(rate_hz, channels), rate_hz, channels),
        OpusIn(Late(rate_hz, channels), rate_hz, channels),
    )


def noise(samples: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(2 * samples)


@given(
    st.sampled_from(RATES_HZ),
    st.sampled_from((1, 2)),
    st.lists(st.lists(st.integers(1, 3_000), min_size=1, max_size=6), min_size=1, max_size=3),
)
def test_streams_come_out_to_the_sample(
    rate_hz: int, channels: int, streams: list[list[int]]
) -> None:
    out, into = both(rate_hz, channels)
    for number, sizes in enumerate(streams):
        pieces = [noise(size * channels, seed + number) for seed, size in enumerate(sizes)]
        packets = [packet for piece in pieces for packet in out.feed(piece)] + out.finish()
        assert b"".join(into.feed(packet) for packet in packets) == b"".join(pieces)
        assert [packet.flags & BEGINS for packet in packets] == [1] + [0] * (len(packets) - 1)
        assert [packet.flags & ENDS for packet in packets] == [0] * (len(packets) - 1) + [2]


@settings(max_examples=60)
@given(st.sampled_from(RATES_HZ), st.integers(1, 6_000))
def test_durations_agree_by_the_real_codec(rate_hz: int, samples: int) -> None:
    out = OpusOut(OpusEncoder(rate_hz), rate_hz)
    into = OpusIn(OpusDecoder(rate_hz), rate_hz)
    packets = out.feed(noise(samples)) + out.finish()
    assert sum(len(into.feed(packet)) for packet in packets) == 2 * samples


def test_a_packet_leaves_as_soon_as_its_20_ms_are_there() -> None:
    out, _ = both()
    assert out.feed(bytes(638)) == []
    assert len(out.feed(bytes(2 + 640))) == 2


def test_a_stream_that_never_began_has_no_end() -> None:
    out, _ = both()
    assert out.finish() == []
    out.feed(bytes(10))
    assert out.finish()
    assert out.finish() == []


def test_what_was_cleared_is_not_heard_and_the_next_packet_begins_a_stream() -> None:
    out, into = both()
    for packet in out.feed(noise(500)):
        into.feed(packet)
    out.clear()
    assert out.finish() == []
    sound = noise(700, 1)
    packets = out.feed(sound) + out.finish()
    assert packets[0].flags == BEGINS
    assert b"".join(map(into.feed, packets)) == sound


def test_a_stream_that_does_not_say_that_it_begins_is_taken_whole() -> None:
    _, into = both()
    assert into.feed(Packet(bytes(640))) == bytes(640)


def test_trims_are_counted_at_48_khz() -> None:
    into = OpusIn(OpusDecoder(8_000), 8_000)
    packet = OpusEncoder(48_000).encode(bytes(1_920))
    assert len(into.feed(Packet(packet, ENDS, 480))) == 160


def test_more_than_the_packet_holds_cannot_be_trimmed() -> None:
    _, into = both()
    with pytest.raises(ProtocolError, match="trimmed by 963 samples at 48 kHz; it has 960"):
        into.feed(Packet(bytes(640), ENDS, 963))
    assert into.feed(Packet(bytes(640))) == bytes(640)


def test_what_is_no_packet_is_said_and_the_next_one_is_read() -> None:
    into = OpusIn(OpusDecoder(16_000), 16_000)
    with pytest.raises(ProtocolError, match="The audio is no Opus packet: corrupted stream"):
        into.feed(Packet(b"\xff\xff"))
    assert len(into.feed(Packet(OpusEncoder(16_000).encode(bytes(640))))) == 640
