"""WAV files, written and read."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.audio import (
    Wav,
    read_wav,
    write_wav,
)
from ten_lite.errors import TenLiteError

PCM_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def pcm(*samples: int) -> bytes:
    return struct.pack(f"<{len(samples)}h", *samples)


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
def test_what_is_written_is_read_again_and_is_what_the_stdlib_writes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, rate: int
) -> None:
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    data = b"\1\2" + data + data
    write_wav(path, data, rate)
    assert read_wav(path) == Wav(data, rate)
    assert read_wav(str(path)).duration_ms == len(data) / 2 * 1000 / rate
    by_stdlib = path.with_name("b.wav")
    write_with_stdlib(by_stdlib, data, rate=rate, channels=1, width=2)
    assert path.read_bytes() == by_stdlib.read_bytes()


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
    riff((b"fmt ", fmt(width=2, bits=17)), SOUND): "damaged: 1 channels of 17 bits at 16000 Hz",
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
