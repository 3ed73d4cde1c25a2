"""``ten.bin`` with ``?audio=opus``: packets both ways."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite import opus
from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    TextData,
    TtsAudioEnd,
    TtsFlush,
    TtsPause,
)
from ten_lite.opus import OpusDecoder, OpusEncoder
from ten_lite.wire.codec import Opening, Wire
from ten_lite.wire.opus_stream import BEGINS, ENDS, OpusIn, Packet
from ten_lite.wire.ten_bin import HEADER, OPUS, TenBinaryCodec
from ten_lite.wire.ten_client import encode_text

from .codec_kit import survives, told
from .kit import SAMPLES


def codec(rate: int = 16_000, audio: str = "opus", channels: int = 1) -> TenBinaryCodec:
    query = (("audio", audio),) if audio else ()
    return TenBinaryCodec(
        Opening(session_id="s1", sample_rate_hz=rate, channels=channels, query=query)
    )


def frame(data: bytes, *, flags: int = 0, trim: int = 0, turn: int = 0, kind: int = OPUS) -> bytes:
    return HEADER.pack(kind, flags, trim, turn, 0, 0) + data


def voice(rate: int, ms: int) -> bytes:
    steps = range(rate * ms // 1000)
    return array("h", [int(9_000 * math.sin(n / rate * 2_000)) for n in steps]).tobytes()


class Listener:
    """What a client hears of the frames it gets."""

    def __init__(self, rate: int = 16_000) -> None:
        self._stream = OpusIn(OpusDecoder(rate), rate)

    def heard(self, wires: list[Wire]) -> bytes:
        out = b""
        for wire in wires:
            if isinstance(wire, bytes):
                kind, flags, trim, *_ = HEADER.unpack_from(wire)
                assert kind == OPUS
                out += self._stream.feed(Packet(wire[HEADER.size :], flags, trim))
        return out


@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 48_000])
@pytest.mark.parametrize("ms", [5, 20, 290, 1_003])
def test_an_answer_is_as_long_for_the_client_as_it_was_made(rate: int, ms: int) -> None:
    one, listener = codec(rate), Listener(rate)
    sound = voice(rate, ms)
    wires = [*one.encode(PcmFrame(sound, rate)), *one.encode(TtsAudioEnd("r1", ms))]
    assert len(listener.heard(wires)) == len(sound)
    assert isinstance(wires[-1], str)  # the end is told behind the sound


def test_sound_of_another_rate_keeps_its_length_too() -> None:
    one, listener = codec(16_000), Listener()
    wires = [*one.encode(PcmFrame(voice(24_000, 500), 24_000)), *one.encode(TtsAudioEnd("r1", 500))]
    assert len(listener.heard(wires)) == 16_000


def test_frames_say_turn_number_and_time_as_those_of_pcm_do() -> None:
    one = codec()
    first = PcmFrame(voice(16_000, 40), turn_id=3, timestamp_ns=5_000_000_000)
    second = PcmFrame(voice(16_000, 20), turn_id=3, timestamp_ns=5_040_000_000)
    wires = [*one.encode(first), *one.encode(second)]
    headers = [HEADER.unpack_from(wire) for wire in wires if isinstance(wire, bytes)]
    assert headers == [(2, BEGINS, 0, 3, 0, 0), (2, 0, 0, 3, 1, 0), (2, 0, 0, 3, 2, 40)]


def test_speech_takes_a_sixth_of_the_bytes_at_most() -> None:
    sound = voice(16_000, 1_000)
    wires = list(codec().encode(PcmFrame(sound)))
    assert sum(map(len, wires)) < len(sound) / 6


@pytest.mark.parametrize("stop", [TtsFlush("f1"), TtsPause("p1")])
def test_after_a_flush_no_old_sound_comes_and_a_new_stream_begins(
    stop: TtsFlush | TtsPause,
) -> None:
    one, listener = codec(), Listener()
    listener.heard(list(one.encode(PcmFrame(voice(16_000, 50)))))
    told(one, stop)
    (end,) = told(one, TtsAudioEnd("r1", 20, "interrupted"))
    assert end["name"] == "tts_audio_end"
    wires = [*one.encode(PcmFrame(voice(16_000, 90))), *one.encode(TtsAudioEnd("r2", 90))]
    assert isinstance(wires[0], bytes)
    assert wires[0][1] == BEGINS
    assert len(listener.heard(wires)) == 90 * 32


def test_what_a_client_says_in_packets_comes_to_the_graph_in_its_format() -> None:
    one, encoder = codec(16_000), OpusEncoder(48_000)
    sound = voice(48_000, 100)
    frames = []
    for number in range(5):
        packet = encoder.encode(sound[number * 1_920 : (number + 1) * 1_920])
        frames += list(one.decode(frame(packet, flags=BEGINS if number == 0 else 0)))
    assert all(isinstance(one, PcmFrame) and one.sample_rate_hz == 16_000 for one in frames)
    sizes = [len(one.data) for one in frames if isinstance(one, PcmFrame)]
    assert sizes == [640 - 2 * 104, 640, 640, 640, 640]  # it begins 6.5 ms late


def test_the_last_packet_says_how_much_of_it_is_nothing() -> None:
    packet = OpusEncoder(16_000).encode(bytes(640))
    (message,) = codec().decode(frame(packet, flags=ENDS, trim=480))
    assert isinstance(message, PcmFrame)
    assert message.duration_ms == 10
    assert list(codec().decode(frame(packet, flags=ENDS, trim=960))) == []


def test_bare_pcm_and_text_are_taken_besides() -> None:
    assert list(codec().decode(frame(SAMPLES, kind=1))) == [PcmFrame(SAMPLES)]
    assert list(codec().decode(encode_text("hello"))) == [TextData("hello")]


PACKET = b"\x48\x00"
BAD = {
    frame(b""): "The audio is no Opus packet: a packet has 1 to 7656 bytes, not 0",
    frame(b"\xff\xff"): "The audio is no Opus packet: corrupted stream",
    frame(bytes(7_657)): "The audio is no Opus packet: a packet has 1 to 7656 bytes, not 7657",
    frame(PACKET, flags=4): '"flags" of an Opus packet are 0 to 3, not 4',
    frame(PACKET, turn=1): (
        'In the header of an Opus packet "turn" is 0, and so is "reserved" but in the last one of '
        "a stream; they are 1 and 0"
    ),
    frame(PACKET, trim=9): (
        'In the header of an Opus packet "turn" is 0, and so is "reserved" but in the last one of '
        "a stream; they are 0 and 9"
    ),
    frame(PACKET, flags=ENDS, trim=963): (
        "The packet is to be trimmed by 963 samples at 48 kHz; it has 960"
    ),
}


@pytest.mark.parametrize(("wire", "text"), BAD.items(), ids=range(len(BAD)))
def test_what_is_wrong_is_said_and_the_next_packet_is_heard(wire: bytes, text: str) -> None:
    one = codec()
    with pytest.raises(ProtocolError) as caught:
        list(one.decode(wire))
    assert str(caught.value) == text
    assert len(list(one.decode(frame(OpusEncoder(16_000).encode(bytes(640)))))) == 1


def test_who_asks_is_told_what_they_get() -> None:
    assert codec().ready() == {"audio": "opus"}
    assert codec(audio="pcm16").ready() == {"audio": "pcm16"}
    assert codec(audio="").ready() == {}
    assert codec(audio="mp3").ready() == {
        "audio": "pcm16",
        "audio_refused": 'there is "pcm16" and "opus", and no "mp3"',
    }


def test_without_opus_the_sound_is_pcm_and_packets_are_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opus, "find_spec", lambda name: None)
    monkeypatch.setattr(opus, "find_library", lambda name: None)
    opus._library.cache_clear()
    one = codec()
    why = 'Opus needs libopus: pip install "ten-lite[opus]"'
    assert one.ready() == {"audio": "pcm16", "audio_refused": why}
    assert list(one.encode(PcmFrame(SAMPLES))) == [frame(SAMPLES, kind=1)]
    with pytest.raises(ProtocolError) as caught:
        list(one.decode(frame(PACKET)))
    assert str(caught.value) == f"Opus is not spoken here ({why}); send PCM in frames of kind 1"


def test_a_format_that_opus_has_not_is_refused_in_words() -> None:
    refused = codec(channels=3).ready()["audio_refused"]
    assert str(refused).startswith("Opus has no 3 channels at 16000 Hz")


def test_who_did_not_ask_gets_no_packets_and_theirs_are_ignored_as_ever() -> None:
    one = codec(audio="")
    assert list(one.encode(PcmFrame(SAMPLES))) == [frame(SAMPLES, kind=1)]
    assert list(one.decode(frame(PACKET))) == []


@given(st.integers(0, 4), st.sampled_from((0, 0, 1, 900, 65_535)), st.binary(max_size=60))
def test_only_protocol_errors_leave_decode_and_no_packet_gives_more_than_120_ms(
    flags: int, trim: int, data: bytes
) -> None:
    wire = frame(data, flags=flags, trim=trim)
    survives(ONE, wire, PcmFrame, TextData, SessionConfig, PlaybackPosition)
    try:
        messages = list(ONE.decode(wire))
    except ProtocolError:
        return
    assert all(isinstance(one, PcmFrame) and one.duration_ms <= 120 for one in messages)


ONE = codec()
