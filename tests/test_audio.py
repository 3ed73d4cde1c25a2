"""Frames, resampling, mixing, WAV files and the end of speech."""

from __future__ import annotations

import math
import struct
import subprocess
import sys
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite import audio
from ten_lite.audio import (
    BYTES_PER_SAMPLE,
    Rechunker,
    frame_size,
    mix_to_mono,
    speech_end_ms,
)
from ten_lite.errors import TenLiteError


def pcm(*samples: int) -> bytes:
    return struct.pack(f"<{len(samples)}h", *samples)


def tone(rate: int, ms: int = 1000, *, hz: float = 440, amplitude: int = 12_000) -> bytes:
    step = 2 * math.pi * hz / rate
    return pcm(*(round(amplitude * math.sin(step * i)) for i in range(rate * ms // 1000)))


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """``data`` in pieces of ``sizes`` bytes, over and over."""
    pieces, start, turn = [], 0, 0
    while start < len(data):
        size = sizes[turn % len(sizes)]
        pieces.append(data[start : start + size])
        start, turn = start + size, turn + 1
    return pieces


# Frames.


@pytest.mark.parametrize(
    ("rate", "channels", "ms", "size"),
    [(16000, 1, 20, 640), (48000, 2, 10, 1920), (22050, 1, 20, 882), (11025, 2, 20, 880)],
)
def test_frame_size(rate: int, channels: int, ms: int, size: int) -> None:
    assert frame_size(rate, channels, ms) == size
    assert size % (BYTES_PER_SAMPLE * channels) == 0


@given(st.binary(max_size=300), st.lists(st.integers(1, 50), min_size=1), st.integers(1, 20))
def test_any_chunking_gives_the_same_frames(data: bytes, sizes: list[int], samples: int) -> None:
    size = samples * BYTES_PER_SAMPLE
    rechunker = Rechunker(size)
    frames = [frame for piece in cut(data, sizes) for frame in rechunker.feed(piece)]
    assert {len(frame) for frame in frames} <= {size}
    rest = rechunker.flush()
    assert b"".join(frames) + rest == data[: len(data) - len(data) % 2]
    assert len(rest) < size


def test_an_odd_byte_waits_for_its_other_half() -> None:
    rechunker = Rechunker(2)
    assert rechunker.feed(b"\x01") == []
    assert rechunker.feed(b"\x02\x03") == [b"\x01\x02"]
    assert rechunker.feed(b"\x04") == [b"\x03\x04"]


def test_flush_gives_the_rest_padded_or_not_and_begins_anew() -> None:
    rechunker = Rechunker(8, channels=2)
    rechunker.feed(b"\x01\x02\x03\x04\x05")
    assert rechunker.flush() == b"\x01\x02\x03\x04"
    rechunker.feed(b"\x01\x02\x03\x04\x05")
    assert rechunker.flush(pad=True) == b"\x01\x02\x03\x04\0\0\0\0"
    rechunker.feed(b"\x01\x02\x03")
    assert rechunker.flush(pad=True) == b""
    assert rechunker.flush() == b""
    assert rechunker.feed(bytes(8)) == [bytes(8)]


@pytest.mark.parametrize(("size", "channels"), [(0, 1), (-2, 1), (3, 1), (6, 2), (4, 0)])
def test_a_frame_must_hold_whole_samples(size: int, channels: int) -> None:
    with pytest.raises(ValueError, match=f"{size} bytes are not whole samples of {channels} chan"):
        Rechunker(size, channels=channels)


# Channels.


def test_channels_are_averaged() -> None:
    assert mix_to_mono(pcm(1, 2, 3, -3, 100, -1), 1) == pcm(1, 2, 3, -3, 100, -1)
    assert mix_to_mono(pcm(10, 20, -10, -20, 32767, 32767, -32768, -32768, 1, 2), 2) == pcm(
        15, -15, 32767, -32768, 2
    )
    assert mix_to_mono(pcm(3, 6, 9, -32768, -32768, -32768), 3) == pcm(6, -32768)
    assert mix_to_mono(b"", 2) == b""


@given(st.lists(st.integers(-32768, 32767)), st.integers(1, 6))
def test_equal_channels_mix_to_themselves(samples: list[int], channels: int) -> None:
    data = pcm(*(sample for sample in samples for _ in range(channels)))
    assert mix_to_mono(data, channels) == pcm(*samples)


@pytest.mark.parametrize(("size", "channels"), [(3, 1), (6, 2), (2, 0)])
def test_mixing_needs_whole_samples(size: int, channels: int) -> None:
    with pytest.raises(ValueError, match=f"{size} bytes are not whole samples of {channels}"):
        mix_to_mono(bytes(size), channels)


def test_on_a_big_endian_machine_samples_are_swapped_both_ways(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A machine of the other byte order reads and writes swapped arrays; the bytes stay the same.
    other = "big" if sys.byteorder == "little" else "little"
    swapped = array(
        "h", [sample for pair in zip([10, -4], [20, -8], strict=True) for sample in pair]
    )
    swapped.byteswap()
    expected = array("h", [15, -6])
    expected.byteswap()
    monkeypatch.setattr(audio.sys, "byteorder", other)
    assert mix_to_mono(swapped.tobytes(), 2) == expected.tobytes()


# The end of speech.


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 48_000])
def test_speech_ends_with_its_last_loud_window(rate: int) -> None:
    hiss = pcm(*[5, -5] * (rate // 4))  # 500 ms
    speech = tone(rate, 300)
    assert speech_end_ms(hiss + speech + hiss, rate) == pytest.approx(800, abs=20)
    assert speech_end_ms(hiss + speech + hiss + speech + hiss, rate) == pytest.approx(1600, abs=20)


def test_the_threshold_is_1_percent_of_the_peak() -> None:
    peak = pcm(*[10_000, -10_000] * 160)
    assert speech_end_ms(peak + pcm(*[100, -100] * 160), 16_000) == 20
    assert speech_end_ms(peak + pcm(*[101, -101] * 160), 16_000) == 40
    # It is the RMS of the whole window that counts, not a click in it.
    assert speech_end_ms(peak + pcm(1000, *[0] * 319), 16_000) == 20
    assert speech_end_ms(peak + pcm(3000, *[0] * 319), 16_000) == 40


def test_the_last_window_may_be_short() -> None:
    assert speech_end_ms(bytes(640) + pcm(*[5000] * 160), 16_000) == 30
    assert speech_end_ms(bytes(64_000) + pcm(*[5000] * 160), 16_000) == 2010
    assert speech_end_ms(pcm(5000), 16_000) == 0  # 1/16 ms
    assert speech_end_ms(pcm(*[-5000] * 16) + b"\x01", 16_000) == 1


@pytest.mark.parametrize(
    "data", [b"", b"\1", bytes(6400), pcm(*[32, -32] * 1000)], ids=["none", "odd", "zero", "dither"]
)
def test_silence_has_no_end_of_speech(data: bytes) -> None:
    assert speech_end_ms(data, 16_000) == 0


def test_one_click_in_a_very_long_window_is_not_speech() -> None:
    assert speech_end_ms(pcm(5000) + bytes(40_000), 1_000_000) == 0


def test_just_above_silence_counts() -> None:
    assert speech_end_ms(pcm(*[33, -33] * 160), 16_000) == 20


def test_full_scale_does_not_overflow() -> None:
    assert speech_end_ms(pcm(*[-32768] * 320) + bytes(640), 16_000) == 20


def test_importing_the_module_loads_no_numpy() -> None:
    code = (
        "import sys, ten_lite.audio; sys.exit(bool({'numpy', 'soxr', 'wave'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_file_of_sound_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    audio.write_wav(file, pcm(1, -2, 3), 8_000)
    read = audio.read_wav(file)
    assert read == audio.Wav(pcm(1, -2, 3), 8_000)
    assert read.duration_ms == 3 / 8


def test_what_cannot_be_read_or_written_as_sound_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="3 bytes are not whole samples"):
        audio.write_wav(tmp_path / "a.wav", b"123", 8_000)
    with pytest.raises(TenLiteError, match=r"cannot read .*a\.wav: No such file"):
        audio.read_wav(tmp_path / "a.wav")
    (tmp_path / "b.wav").write_bytes(b"nothing")
    with pytest.raises(TenLiteError, match=r"b\.wav: "):
        audio.read_wav(tmp_path / "b.wav")
