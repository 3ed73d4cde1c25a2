"""Sound as bytes: 16-bit signed little-endian PCM, cut into frames, resampled, read and written.

Everything takes and gives whole samples of that form, whatever the byte order of the machine.
Importing this module loads only the standard library; ``Resampler`` needs the extra
``ten-lite[audio]`` (numpy and soxr) when its two rates differ.
"""

from __future__ import annotations

import os
import sys
from array import array
from dataclasses import dataclass
from importlib import import_module
from operator import mul
from pathlib import Path
from typing import Any, Final, Literal

from ten_lite.errors import TenLiteError
from ten_lite.wav import parse_wav, wav_header

__all__ = [
    "BYTES_PER_SAMPLE",
    "Rechunker",
    "Resampler",
    "Wav",
    "frame_size",
    "mix_to_mono",
    "read_wav",
    "speech_end_ms",
    "write_wav",
]

BYTES_PER_SAMPLE: Final = 2
"""Bytes of one sample of one channel."""

FULL_SCALE: Final = 32_768
SILENT_PEAK: Final = FULL_SCALE // 1000
WINDOWS_PER_S: Final = 50

Quality = Literal["QQ", "LQ", "MQ", "HQ", "VHQ"]
"""soxr's recipes, from quick to very high quality."""


def frame_size(sample_rate_hz: int, channels: int, duration_ms: int) -> int:
    """Bytes of ``duration_ms`` of sound, rounded down to whole samples of all channels."""
    return sample_rate_hz * duration_ms // 1000 * channels * BYTES_PER_SAMPLE


class Rechunker:
    """Cuts a stream of bytes, however it is chunked, into frames of one exact size.

    Args:
        frame_bytes: Size of a frame; a positive multiple of ``2 * channels``.
        channels: Interleaved channels, from 1.

    Raises:
        ValueError: ``frame_bytes`` does not hold whole samples.
    """

    def __init__(self, frame_bytes: int, *, channels: int = 1) -> None:
        self._block = BYTES_PER_SAMPLE * channels
        if channels < 1 or frame_bytes < 1 or frame_bytes % self._block:
            raise ValueError(f"{frame_bytes} bytes are not whole samples of {channels} channels")
        self._size = frame_bytes
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that ``data`` completes, oldest first; what is left waits for more."""
        data = self._rest + data if self._rest else data
        whole = len(data) - len(data) % self._size
        self._rest = data[whole:]
        return [data[start : start + self._size] for start in range(0, whole, self._size)]

    def flush(self, *, pad: bool = False) -> bytes:
        """The last, shorter frame, or ``b""``; afterwards a new stream may begin.

        Args:
            pad: Fill it up to a whole frame with silence.

        A piece of a sample at the very end is dropped: there is no sound in it.
        """
        rest, self._rest = self._rest, b""
        rest = rest[: len(rest) - len(rest) % self._block]
        return rest.ljust(self._size, b"\0") if pad and rest else rest


class Resampler:
    """Converts a mono stream from one rate to another; any chunking gives the same samples.

    Output comes later than input: with ``HQ`` by up to 45 ms between rates from 16 kHz on, and up
    to 160 ms where a rate is 8 kHz; ``LQ`` takes about half, ``QQ`` nothing (and aliases).
    With equal rates the bytes pass through.

    Args:
        from_hz: Rate of the input, from 1.
        to_hz: Rate of the output, from 1.
        quality: soxr's recipe.

    Raises:
        ValueError: A rate below 1.
        TenLiteError: soxr or numpy is not installed, and the rates differ.
    """

    def __init__(self, from_hz: int, to_hz: int, *, quality: Quality = "HQ") -> None:
        if from_hz < 1 or to_hz < 1:
            raise ValueError(f"cannot resample from {from_hz} Hz to {to_hz} Hz")
        self._carry = b""
        self._stream: Any = None
        if from_hz == to_hz:
            return
        try:
            self._numpy = import_module("numpy")
            soxr = import_module("soxr")
        except ImportError:
            raise TenLiteError(
                f"resampling from {from_hz} Hz to {to_hz} Hz needs numpy and soxr: "
                'pip install "ten-lite[audio]"'
            ) from None
        # float32, because soxr dithers int16 from a random seed: no two runs would be the same.
        self._stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="float32", quality=quality)

    def feed(self, data: bytes) -> bytes:
        """The samples that are ready; an odd byte is kept for the next call."""
        data = self._carry + data if self._carry else data
        whole = len(data) - len(data) % BYTES_PER_SAMPLE
        self._carry, data = data[whole:], data[:whole]
        return self._convert(data) if self._stream else data

    def flush(self) -> bytes:
        """The samples still inside; afterwards a new stream may begin."""
        self._carry = b""
        if not self._stream:
            return b""
        tail = self._convert(b"", last=True)
        self._stream.clear()
        return tail

    def _convert(self, data: bytes, *, last: bool = False) -> bytes:
        numpy = self._numpy
        samples = numpy.frombuffer(data, dtype="<i2").astype(numpy.float32)
        samples = self._stream.resample_chunk(samples, last=last)
        limited = numpy.clip(numpy.rint(samples), -FULL_SCALE, FULL_SCALE - 1)
        converted: bytes = limited.astype("<i2").tobytes()
        return converted


def mix_to_mono(data: bytes, channels: int) -> bytes:
    """The mean of the interleaved channels of every sample, rounded to the nearest.

    Raises:
        ValueError: ``data`` does not hold whole samples of ``channels`` channels.
    """
    if channels < 1 or len(data) % (BYTES_PER_SAMPLE * channels):
        raise ValueError(f"{len(data)} bytes are not whole samples of {channels} channels")
    if channels == 1:
        return data
    samples = _samples(data)
    half = channels // 2
    each = zip(*(samples[channel::channels] for channel in range(channels)), strict=True)
    return _bytes(array("h", [(sum(values) + half) // channels for values in each]))


@dataclass(frozen=True, slots=True)
class Wav:
    """What a WAV file holds, as mono 16-bit PCM.

    Attributes:
        data: The samples.
        sample_rate_hz: Samples per second.
    """

    data: bytes
    sample_rate_hz: int

    @property
    def duration_ms(self) -> float:
        """Playing time in milliseconds."""
        return len(self.data) * 1000 / (BYTES_PER_SAMPLE * self.sample_rate_hz)


def read_wav(path: str | os.PathLike[str]) -> Wav:
    """The sound of a WAV file with 8, 16, 24 or 32-bit PCM of any rate, its channels mixed.

    Of more than 16 bits the upper 16 are taken.

    Raises:
        TenLiteError: The file cannot be read, is not a WAV, holds no PCM (floating point, A-law
            ...), is truncated or is empty; the text names the file.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise TenLiteError(f"cannot read {path}: {error.strerror}") from None
    try:
        form, data = parse_wav(raw)
    except ValueError as error:
        raise TenLiteError(f"{path}: {error}") from None
    return Wav(mix_to_mono(data, form.channels), form.sample_rate_hz)


def write_wav(path: str | os.PathLike[str], data: bytes, sample_rate_hz: int) -> None:
    """Write mono 16-bit PCM as a WAV file, replacing what is there.

    Raises:
        ValueError: ``data`` ends within a sample.
        OSError: The file cannot be written.
    """
    if len(data) % BYTES_PER_SAMPLE:
        raise ValueError(f"{len(data)} bytes are not whole samples")
    Path(path).write_bytes(wav_header(len(data), sample_rate_hz) + data)


def speech_end_ms(data: bytes, sample_rate_hz: int) -> int:
    """Where the sound ends: the end of the last loud 20 ms window, in ms from the start; mono.

    Windows follow each other from the start, the last may be shorter. One is loud when its RMS is
    above 1 % of the highest sample of ``data`` (-40 dB to the peak). 0 when nothing is loud, or
    when even the peak is at most 0.1 % of full scale (-60 dBFS): that is silence.
    """
    samples = _samples(data[: len(data) - len(data) % BYTES_PER_SAMPLE])
    peak = max(max(samples, default=0), -min(samples, default=0))
    if peak <= SILENT_PEAK:
        return 0
    size = max(1, sample_rate_hz // WINDOWS_PER_S)
    for start in range((len(samples) - 1) // size * size, -1, -size):
        window = samples[start : start + size]
        if sum(map(mul, window, window)) * 10_000 > peak * peak * len(window):
            return (start + len(window)) * 1000 // sample_rate_hz
    return 0


def _samples(data: bytes) -> array[int]:
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _bytes(samples: array[int]) -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
