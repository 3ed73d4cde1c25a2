"""The binding to libopus, by what goes in and comes out."""

from __future__ import annotations

import ctypes
import math
import random
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from ten_lite import opus
from ten_lite.errors import TenLiteError
from ten_lite.opus import MAX_PACKET_BYTES, RATES_HZ, OpusDecoder, OpusEncoder, lookahead


def tone(rate_hz: int, ms: int, hz: float = 440.0) -> bytes:
    steps = range(rate_hz * ms // 1000)
    return array("h", [int(8_000 * math.sin(math.tau * hz * n / rate_hz)) for n in steps]).tobytes()


def alike(one: bytes, other: bytes) -> float:
    """How alike two sounds of the same length are: 1.0 when one is the other, louder or not."""
    a, b = array("h", one), array("h", other)
    power = math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / power if power else 0.0


@pytest.fixture
def library_forgotten() -> Iterator[None]:
    opus._library.cache_clear()
    yield
    opus._library.cache_clear()


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_sound_is_itself_after_both_ways_6_5_ms_later(rate_hz: int) -> None:
    encoder, decoder = OpusEncoder(rate_hz), OpusDecoder(rate_hz)
    size, sound = encoder.frame_bytes, tone(rate_hz, 400)
    frames = [sound[start : start + size] for start in range(0, len(sound), size)]
    packets = [encoder.encode(frame) for frame in frames]
    heard = b"".join(decoder.decode(packet) for packet in packets)
    assert len(heard) == len(sound)
    late = 2 * lookahead(rate_hz)
    assert late == rate_hz * 13 // 1000
    assert alike(heard[late:], sound[:-late]) > 0.9
    assert sum(map(len, packets)) < len(sound) / 4


def test_a_second_of_speech_takes_about_the_bits_that_are_told() -> None:
    encoder = OpusEncoder(16_000)
    chance = random.Random(1)
    noise = array("h", [chance.randrange(-9_000, 9_000) for _ in range(320)]).tobytes()
    assert sum(len(encoder.encode(noise)) for _ in range(50)) < 1.5 * opus.SPEECH_BPS / 8


def test_stereo_comes_out_as_stereo() -> None:
    encoder, decoder = OpusEncoder(48_000, 2), OpusDecoder(48_000, 2)
    assert encoder.frame_bytes == 3_840
    assert len(decoder.decode(encoder.encode(bytes(3_840)))) == 3_840


def test_a_decoder_gives_its_own_rate_whatever_the_encoder_had() -> None:
    packet = OpusEncoder(48_000).encode(bytes(1_920))
    assert len(OpusDecoder(16_000).decode(packet)) == 640


@pytest.mark.parametrize("size", [0, 2, 638, 642])
def test_only_whole_frames_are_encoded(size: int) -> None:
    with pytest.raises(ValueError, match=f"{size} bytes are no frame, which has 640"):
        OpusEncoder(16_000).encode(bytes(size))


def test_after_a_reset_a_stream_is_as_new() -> None:
    sound = tone(16_000, 20)
    encoder, decoder = OpusEncoder(16_000), OpusDecoder(16_000)
    first = encoder.encode(sound)
    heard = decoder.decode(first)
    encoder.encode(tone(16_000, 20, 999.0))
    decoder.decode(encoder.encode(tone(16_000, 20, 1_999.0)))
    encoder.reset()
    decoder.reset()
    assert encoder.encode(sound) == first
    assert decoder.decode(first) == heard


@pytest.mark.parametrize("packet", [b"", b"\xff\xff", b"\x03\x00", bytes(MAX_PACKET_BYTES + 1)])
def test_what_is_no_packet_is_told(packet: bytes) -> None:
    with pytest.raises(ValueError, match=r"corrupted|bytes, not|invalid"):
        OpusDecoder(16_000).decode(packet)


def test_bytes_of_chance_never_give_more_than_120_ms_and_do_no_harm() -> None:
    decoder, chance, refused = OpusDecoder(16_000), random.Random(7), 0
    good = OpusEncoder(16_000).encode(tone(16_000, 20))
    for _ in range(3_000):
        try:
            assert len(decoder.decode(chance.randbytes(chance.randrange(1, 200)))) <= 3_840
        except ValueError:
            refused += 1
    assert refused
    decoder.reset()
    assert decoder.decode(good) == OpusDecoder(16_000).decode(good)


@pytest.mark.parametrize("form", [(44_100, 1), (16_000, 3), (16_000, 0)])
def test_formats_that_opus_has_not_are_told(form: tuple[int, int]) -> None:
    for make in (OpusEncoder, OpusDecoder):
        with pytest.raises(TenLiteError, match=f"no {form[1]} channels at {form[0]} Hz: 1 or 2"):
            make(*form)


@pytest.mark.usefixtures("library_forgotten")
def test_without_the_library_it_says_which_extra_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opus, "find_spec", lambda name: None)
    monkeypatch.setattr(opus, "find_library", lambda name: None)
    with pytest.raises(TenLiteError, match=r'pip install "ten-lite\[opus\]"'):
        OpusEncoder(16_000)


@pytest.mark.usefixtures("library_forgotten")
def test_a_system_s_library_does_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = opus._bundled()
    monkeypatch.setattr(opus, "_bundled", lambda: None)
    monkeypatch.setattr(opus, "find_library", lambda name: bundled if name == "opus" else None)
    assert OpusEncoder(16_000).encode(bytes(640))


@pytest.mark.usefixtures("library_forgotten")
def test_a_library_that_cannot_be_loaded_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "libopus.so"
    file.write_text("nothing")
    monkeypatch.setattr(opus, "_bundled", lambda: str(file))
    with pytest.raises(TenLiteError, match="cannot load libopus: "):
        OpusDecoder(16_000)


def test_a_library_that_is_late_by_something_else_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opus, "lookahead", lambda rate_hz: 80)
    with pytest.raises(TenLiteError, match="runs 104 samples ahead at 16000 Hz instead of 80"):
        OpusEncoder(16_000)


def test_what_libopus_refuses_is_told_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = OpusEncoder(16_000)
    monkeypatch.setattr(encoder, "_samples", 7)
    with pytest.raises(TenLiteError, match="libopus cannot encode: invalid argument"):
        encoder.encode(bytes(encoder.frame_bytes))
    with pytest.raises(TenLiteError, match="libopus refuses a setting: "):
        encoder._control(opus.SET_BITRATE, ctypes.c_int(-5))


def test_samples_of_another_machine_are_put_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "byteorder", "big")
    assert opus._native(b"\1\2\3\4") == b"\2\1\4\3"


def test_importing_it_loads_no_library() -> None:
    assert "opuslib_next" not in sys.modules
