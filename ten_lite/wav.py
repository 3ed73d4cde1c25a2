"""The WAV container: its header read and written; ``ten_lite.audio`` has the functions for files.

Not by the ``wave`` module: before Python 3.12 it refuses WAVE_FORMAT_EXTENSIBLE, which ffmpeg
writes for 24 bits, and it passes over truncation.

Format: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991),
and Microsoft's WAVEFORMATEXTENSIBLE structure.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

__all__ = ["WavFormat", "parse_wav", "wav_header"]

PCM: Final = 0x0001
EXTENSIBLE: Final = 0xFFFE
TAG_NAMES: Final = {0x0002: "ADPCM", 0x0003: "floating point", 0x0006: "A-law", 0x0007: "mu-law"}
UNKNOWN_SIZE: Final = 0x7FFF_0000  # from here on a size means "written to a pipe, until the end"
UNSIGNED_TO_SIGNED: Final = bytes((byte + 128) % 256 for byte in range(256))


class WavFormat(NamedTuple):
    """What the header of a WAV file says.

    Attributes:
        sample_rate_hz: Samples per second and channel, from 1.
        channels: Interleaved channels, from 1.
        sample_bytes: Size of a sample in the file, 1 to 4.
    """

    sample_rate_hz: int
    channels: int
    sample_bytes: int


def parse_wav(raw: bytes) -> tuple[WavFormat, bytes]:
    """The format of a WAV file and its sound as interleaved 16-bit little-endian PCM.

    A file whose header does not know its size, because it was written to a pipe, is read to its
    end. A piece of a sample at the end is dropped.

    Raises:
        ValueError: ``raw`` is not a WAV, holds no PCM of 8, 16, 24 or 32 bits, is truncated,
            damaged or empty.
    """
    if raw[:4] != b"RIFF" or raw[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    header, place = b"", 12
    while place + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, place)
        place += 8
        if name == b"data":
            form = _parse_format(header)
            body = raw[place : place + size]
            if len(body) < size < UNKNOWN_SIZE:
                raise ValueError(f"truncated: {len(body)} of {size} bytes of sound are there")
            return form, _to_pcm16(body, form)
        if name == b"fmt ":
            header = raw[place : place + size]
        place += size + size % 2
    raise ValueError("truncated or damaged: there is no sound in it")


def wav_header(data_bytes: int, sample_rate_hz: int) -> bytes:
    """The 44 bytes before ``data_bytes`` of mono 16-bit PCM."""
    form = struct.pack("<HHIIHH", PCM, 1, sample_rate_hz, sample_rate_hz * 2, 2, 16)
    riff = struct.pack("<4sI8sI", b"RIFF", 36 + data_bytes, b"WAVEfmt ", len(form))
    return riff + form + struct.pack("<4sI", b"data", data_bytes)


def _parse_format(header: bytes) -> WavFormat:
    if len(header) < 16:
        raise ValueError("damaged: it does not say its format")
    tag, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", header)
    if tag == EXTENSIBLE and len(header) >= 26:
        (tag,) = struct.unpack_from("<H", header, 24)  # the sub-format begins with the real tag
    if tag != PCM:
        raise ValueError(
            f"holds {TAG_NAMES.get(tag, f'format 0x{tag:04x}')}, not PCM; convert it: "
            "ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
        )
    width = block // channels if channels else 0
    if not rate or width not in (1, 2, 3, 4) or block != width * channels or bits > 8 * width:
        raise ValueError(f"damaged: {channels} channels of {bits} bits at {rate} Hz")
    return WavFormat(rate, channels, width)


def _to_pcm16(body: bytes, form: WavFormat) -> bytes:
    width = form.sample_bytes
    body = body[: len(body) - len(body) % (width * form.channels)]
    if not body:
        raise ValueError("empty: there is no sound in it")
    pcm = bytearray(len(body) // width * 2)
    if width == 1:  # unsigned, silence is 128
        pcm[1::2] = body.translate(UNSIGNED_TO_SIGNED)
    else:
        pcm[0::2], pcm[1::2] = body[width - 2 :: width], body[width - 1 :: width]
    return bytes(pcm)
