"""Frames, resampling, mixing, WAV files and the end of speech."""

from __future__ import annotations

import math
import random
import struct
import subprocess
import sys
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite import audio
from ten_lite.audio import (
    BYTES_PER_SAMPLE,
    Rechunker,
    Resampler,
    Wav,
    frame_size,
    mix_to_mono,
    read_wav,
    speech_end_ms,
    write_wav,
)
from ten_lite.errors import TenLiteError

PCM_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


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


# Resampling.


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


@settings(max_examples=50, deadline=None)
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


# WAV files.


def write_with_stdlib(path: Path, body: bytes, *, rate: int, channels: int, width: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(body)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def fmt(
    tag: int = 1, *, rate: int = 16_000, channels: int = 1, width: int = 2, bits: int = 0
) -> bytes:
    block = channels * width
    return struct.pack("<HHIIHH", tag, channels, rate, rate * block, block, bits or width * 8)


def extensible(tag: int, *, width: int, channels: int = 1) -> bytes:
    head = fmt(0xFFFE, width=width, channels=channels)
    return head + struct.pack("<HHIH", 22, width * 8, 0, tag) + PCM_GUID_TAIL


@given(data=st.binary(max_size=200), rate=st.sampled_from([8000, 16_000, 22_050, 48_000]))
def test_what_is_written_is_read_by_us_and_by_the_stdlib(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, rate: int
) -> None:
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    data = b"\1\2" + data + data
    write_wav(path, data, rate)
    assert read_wav(path) == Wav(data, rate)
    assert read_wav(str(path)).duration_ms == len(data) / 2 * 1000 / rate
    with wave.open(str(path)) as file:
        assert file.getparams()[:3] == (1, 2, rate)
        assert file.readframes(file.getnframes()) == data


def test_half_a_sample_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="3 bytes are not whole samples"):
        write_wav(tmp_path / "a.wav", b"123", 16_000)
    assert not (tmp_path / "a.wav").exists()


VALUES = [0, 1000, -1000, 32767, -32768]


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize(
    ("width", "body", "expected"),
    [
        (1, bytes([128, 129, 127, 255, 0]), [0, 256, -256, 32512, -32768]),
        (2, pcm(*VALUES), VALUES),
        (3, b"".join((v * 256 + 77).to_bytes(3, "little", signed=True) for v in VALUES), VALUES),
        (4, b"".join((v * 65536 + 9).to_bytes(4, "little", signed=True) for v in VALUES), VALUES),
    ],
)
def test_every_width_and_channel_count_is_read(
    tmp_path: Path, width: int, body: bytes, expected: list[int], channels: int
) -> None:
    path = tmp_path / "a.wav"
    frames = b"".join(body[i : i + width] * channels for i in range(0, len(body), width))
    write_with_stdlib(path, frames, rate=44_100, channels=channels, width=width)
    assert read_wav(path) == Wav(pcm(*expected), 44_100)
    path.write_bytes(
        riff((b"fmt ", extensible(1, width=width, channels=channels)), (b"data", frames))
    )
    assert read_wav(path) == Wav(pcm(*expected), 16_000)


def test_other_chunks_and_what_follows_the_sound_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    chunks = ((b"LIST", b"odd"), (b"fmt ", fmt()), (b"fact", b"1234"), (b"data", pcm(5, 6)))
    path.write_bytes(riff(*chunks, (b"LIST", b"tail")))
    assert read_wav(path) == Wav(pcm(5, 6), 16_000)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000])
def test_a_file_written_to_a_pipe_is_read_to_its_end(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.wav"
    head = riff((b"fmt ", fmt())) + b"data" + struct.pack("<I", size)
    path.write_bytes(head + pcm(5, 6) + b"\x01")
    assert read_wav(path) == Wav(pcm(5, 6), 16_000)


SOUND = (b"data", pcm(1, 2, 3))
BAD_WAVS = {
    b"": "not a WAV file",
    b"RIFF\4\0\0\0AVI ": "not a WAV file",
    b"ID3\4" + bytes(60): "not a WAV file",
    riff((b"fmt ", fmt(3, width=4)), SOUND): (
        "holds floating point, not PCM; convert it: ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
    ),
    riff((b"fmt ", extensible(3, width=4)), SOUND): (
        "holds floating point, not PCM; convert it: ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
    ),
    riff((b"fmt ", fmt(7, width=1)), SOUND): (
        "holds mu-law, not PCM; convert it: ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
    ),
    riff((b"fmt ", fmt(0x55, width=1)), SOUND): (
        "holds format 0x0055, not PCM; convert it: ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
    ),
    riff((b"fmt ", fmt(0xFFFE)), SOUND): (
        "holds format 0xfffe, not PCM; convert it: ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
    ),
    riff((b"fmt ", fmt()), SOUND)[:-2]: "truncated: 4 of 6 bytes of sound are there",
    riff((b"fmt ", fmt()))[:30]: "truncated or damaged: there is no sound in it",
    riff((b"fmt ", fmt())): "truncated or damaged: there is no sound in it",
    riff(SOUND): "damaged: it does not say its format",
    riff((b"fmt ", fmt()[:14]), SOUND): "damaged: it does not say its format",
    riff((b"fmt ", fmt()), (b"data", b"")): "empty: there is no sound in it",
    riff((b"fmt ", fmt(width=4)), (b"data", b"123")): "empty: there is no sound in it",
    riff((b"fmt ", fmt(channels=0)), SOUND): "damaged: 0 channels of 16 bits at 16000 Hz",
    riff((b"fmt ", fmt(rate=0)), SOUND): "damaged: 1 channels of 16 bits at 0 Hz",
    riff((b"fmt ", fmt(width=8)), SOUND): "damaged: 1 channels of 64 bits at 16000 Hz",
    riff((b"fmt ", fmt(width=2, bits=24)), SOUND): "damaged: 1 channels of 24 bits at 16000 Hz",
    riff((b"fmt ", struct.pack("<HHIIHH", 1, 2, 16_000, 0, 5, 16)), SOUND): (
        "damaged: 2 channels of 16 bits at 16000 Hz"
    ),
}


@pytest.mark.parametrize("raw", BAD_WAVS)
def test_a_bad_file_is_refused_by_name_with_its_reason(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(raw)
    with pytest.raises(TenLiteError) as caught:
        read_wav(path)
    assert str(caught.value) == f"{path}: {BAD_WAVS[raw]}"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TenLiteError) as caught:
        read_wav(tmp_path / "none.wav")
    assert str(caught.value) == f"cannot read {tmp_path / 'none.wav'}: No such file or directory"


@settings(max_examples=500)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(riff((b"LIST", b"odd"), (b"fmt ", fmt(channels=2)), (b"data", bytes(16))))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.wav"
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    reason, sound = "", None
    try:
        sound = read_wav(path)
    except TenLiteError as error:
        reason = str(error)
    if sound is None:
        assert reason.startswith(str(path))
    else:
        assert sound.data
        assert len(sound.data) % 2 == 0


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
