"""Resampling: the tone, the chunking, the libraries."""

from __future__ import annotations

import math
import random
import struct
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite.audio import (
    Resampler,
)
from ten_lite.errors import TenLiteError


def pcm(*samples: int) -> bytes:
    return struct.pack(f"<{len(samples)}h", *samples)


def samples_of(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 2}h", data)


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


def resample(data: bytes, from_hz: int, to_hz: int, sizes: list[int]) -> bytes:
    resampler = Resampler(from_hz, to_hz)
    pieces = [resampler.feed(piece) for piece in cut(data, sizes)]
    assert all(len(piece) % 2 == 0 for piece in pieces)
    return b"".join(pieces) + resampler.flush()


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000])
def test_a_tone_of_440_hz_stays_one(rate: int) -> None:
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("soxr")
    out = resample(tone(rate), rate, 16_000, [640])
    assert abs(len(out) - 32_000) <= 4
    samples = numpy.frombuffer(out[: 2 * 16_000], dtype="<i2").astype(float)[800:-800]
    power = numpy.abs(numpy.fft.rfft(samples * numpy.hanning(len(samples)))) ** 2
    hz = numpy.fft.rfftfreq(len(samples), 1 / 16_000)
    assert hz[power.argmax()] == pytest.approx(440, abs=1.2)
    at_440 = abs(hz - 440) < 10
    assert power[~at_440].sum() < power[at_440].sum() * 1e-6  # nothing else above -60 dB
    assert samples.max() == pytest.approx(12_000, rel=0.01)


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000])
def test_any_chunking_gives_the_same_samples(rate: int) -> None:
    pytest.importorskip("numpy")
    pytest.importorskip("soxr")
    noise = random.Random(4).randbytes(rate // 5 * 2)
    whole = resample(noise, rate, 16_000, [len(noise)])
    for sizes in ([640], [1], [3, 1, 1000], [7, 641]):
        assert resample(noise, rate, 16_000, sizes) == whole


@settings(max_examples=50)
@given(st.lists(st.integers(1, 2000), min_size=1))
def test_random_chunking_gives_the_same_samples(sizes: list[int]) -> None:
    pytest.importorskip("numpy")
    pytest.importorskip("soxr")
    data = tone(24_000, 100)
    assert resample(data, 24_000, 16_000, sizes) == resample(data, 24_000, 16_000, [960])


def test_after_a_flush_a_new_stream_begins() -> None:
    pytest.importorskip("numpy")
    pytest.importorskip("soxr")
    resampler, data = Resampler(22_050, 16_000), tone(22_050, 200)
    first = resampler.feed(data + b"\x01") + resampler.flush()
    assert resampler.feed(data) + resampler.flush() == first
    assert resampler.flush() == b""


def test_what_overshoots_is_limited_and_does_not_wrap() -> None:
    pytest.importorskip("numpy")
    pytest.importorskip("soxr")
    square = pcm(*([32767] * 40 + [-32768] * 40) * 50)
    out = samples_of(resample(square, 8000, 16_000, [640]))
    assert max(out) == 32767
    assert min(out) == -32768
    # A sample that wraps would stand with the wrong sign in the middle of a half wave.
    assert all(out[start + 40] > 30_000 for start in range(160, 7000, 160))


@given(st.binary(max_size=50), st.lists(st.integers(1, 9), min_size=1))
def test_equal_rates_pass_through_whole_samples(data: bytes, sizes: list[int]) -> None:
    assert resample(data, 16_000, 16_000, sizes) == data[: len(data) - len(data) % 2]


def test_equal_rates_need_nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soxr", None)
    resampler = Resampler(16_000, 16_000)
    assert resampler.feed(b"\1\2\3") + resampler.flush() == b"\1\2"
    assert resampler.feed(b"\4\5") == b"\4\5"


@pytest.mark.parametrize("missing", ["soxr", "numpy"])
def test_a_missing_library_is_named_with_its_cure(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(TenLiteError) as caught:
        Resampler(8000, 16_000)
    assert str(caught.value) == (
        'resampling from 8000 Hz to 16000 Hz needs numpy and soxr: pip install "ten-lite[audio]"'
    )


@pytest.mark.parametrize(("from_hz", "to_hz"), [(0, 16_000), (16_000, 0), (-1, -1)])
def test_a_rate_below_1_is_refused(from_hz: int, to_hz: int) -> None:
    with pytest.raises(ValueError, match="cannot resample"):
        Resampler(from_hz, to_hz)
