"""Opus (RFC 6716): packets of 20 ms to and from 16-bit PCM, by libopus.

The library is that of the package opuslib-next-bundled (the extra ``ten-lite[opus]``), of which
only the library is used, or else the system's. Importing this module loads neither.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from ten_lite.audio import BYTES_PER_SAMPLE, frame_size
from ten_lite.errors import TenLiteError

__all__ = ["FRAME_MS", "MAX_PACKET_BYTES", "RATES_HZ", "OpusDecoder", "OpusEncoder", "lookahead"]

RATES_HZ: Final = (8_000, 12_000, 16_000, 24_000, 48_000)
"""The rates that libopus takes and gives; a packet has none."""

FRAME_MS: Final = 20
"""What the encoder puts into a packet."""

MAX_PACKET_BYTES: Final = 1_276 * 6
"""No packet of the longest sound, six frames of 20 ms, has more."""

MAX_PACKET_MS: Final = 120
SPEECH_BPS: Final = 28_000
"""Bits a second of each channel: wide-band speech without audible loss."""

FILES: Final = {"darwin": "libopus.dylib", "win32": "opus.dll"}
VOIP: Final = 2048
SET_BITRATE, GET_LOOKAHEAD, RESET_STATE = 4002, 4027, 4028


def lookahead(sample_rate_hz: int) -> int:
    """Samples that a decoder gives before the first of the sound: 6.5 ms."""
    return sample_rate_hz * 65 // 10_000


class OpusEncoder:
    """Makes packets of one stream of sound.

    Args:
        sample_rate_hz: One of ``RATES_HZ``.
        channels: Interleaved channels, 1 or 2.

    Raises:
        TenLiteError: libopus is missing or is not as expected, or cannot take this format.

    Attributes:
        frame_bytes: What ``encode`` takes.
    """

    def __init__(self, sample_rate_hz: int, channels: int = 1) -> None:
        self._library = _library()
        self._state = _state(self._library, "encoder", sample_rate_hz, channels, VOIP)
        self._samples = sample_rate_hz * FRAME_MS // 1000
        self._out = ctypes.create_string_buffer(MAX_PACKET_BYTES)
        self.frame_bytes = frame_size(sample_rate_hz, channels, FRAME_MS)
        ahead = ctypes.c_int()
        self._control(GET_LOOKAHEAD, ctypes.byref(ahead))
        if ahead.value != lookahead(sample_rate_hz):
            raise TenLiteError(
                f"this libopus runs {ahead.value} samples ahead at {sample_rate_hz} Hz instead of "
                f'{lookahead(sample_rate_hz)}: pip install "ten-lite[opus]" brings one that fits'
            )
        self._control(SET_BITRATE, ctypes.c_int(SPEECH_BPS * channels))

    def encode(self, frame: bytes) -> bytes:
        """The packet of 20 ms of sound.

        Raises:
            ValueError: ``frame`` is shorter or longer.
        """
        if len(frame) != self.frame_bytes:
            raise ValueError(f"{len(frame)} bytes are no frame, which has {self.frame_bytes}")
        size = self._library.opus_encode(
            self._state, _native(frame), self._samples, self._out, MAX_PACKET_BYTES
        )
        if size < 0:
            raise TenLiteError(f"libopus cannot encode: {_words(self._library, size)}")
        return self._out.raw[:size]

    def reset(self) -> None:
        """Forget what was encoded; a new stream begins."""
        self._control(RESET_STATE)

    def _control(self, request: int, *values: Any) -> None:
        code = self._library.opus_encoder_ctl(self._state, request, *values)
        if code < 0:
            raise TenLiteError(f"libopus refuses a setting: {_words(self._library, code)}")


class OpusDecoder:
    """Makes sound of the packets of one stream.

    Args:
        sample_rate_hz: What comes out, one of ``RATES_HZ``.
        channels: What comes out, 1 or 2, whatever the packets hold.

    Raises:
        TenLiteError: libopus is missing, or cannot give this format.
    """

    def __init__(self, sample_rate_hz: int, channels: int = 1) -> None:
        self._library = _library()
        self._state = _state(self._library, "decoder", sample_rate_hz, channels)
        self._block = BYTES_PER_SAMPLE * channels
        self._most = sample_rate_hz * MAX_PACKET_MS // 1000
        self._out = ctypes.create_string_buffer(self._most * self._block)

    def decode(self, packet: bytes) -> bytes:
        """The sound of a packet, at most 120 ms.

        Raises:
            ValueError: It is no Opus packet. Bytes that happen to have the form of one are sound.
        """
        if not 0 < len(packet) <= MAX_PACKET_BYTES:
            raise ValueError(f"a packet has 1 to {MAX_PACKET_BYTES} bytes, not {len(packet)}")
        samples = self._library.opus_decode(
            self._state, packet, len(packet), self._out, self._most, 0
        )
        if samples < 0:
            raise ValueError(_words(self._library, samples))
        return _native(self._out.raw[: samples * self._block])

    def reset(self) -> None:
        """Forget what was decoded; a new stream begins."""
        self._library.opus_decoder_ctl(self._state, RESET_STATE)


def _state(library: Any, kind: str, sample_rate_hz: int, channels: int, *more: int) -> Any:
    """Memory of ours that libopus keeps an encoder or decoder in, so that nobody has to free it."""
    if sample_rate_hz not in RATES_HZ or channels not in (1, 2):
        rates = ", ".join(map(str, RATES_HZ))
        raise TenLiteError(
            f"Opus has no {channels} channels at {sample_rate_hz} Hz: 1 or 2 at one of {rates}"
        )
    state = ctypes.create_string_buffer(getattr(library, f"opus_{kind}_get_size")(channels))
    code = getattr(library, f"opus_{kind}_init")(state, sample_rate_hz, channels, *more)
    if code < 0:
        raise TenLiteError(f"libopus makes no {kind}: {_words(library, code)}")
    return state


@functools.cache
def _library() -> Any:
    path = _bundled() or find_library("opus")
    if path is None:
        raise TenLiteError('Opus needs libopus: pip install "ten-lite[opus]"')
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise TenLiteError(f"cannot load libopus: {error}") from None
    number, pointer = ctypes.c_int, ctypes.c_void_p
    for name, arguments in {
        "opus_encoder_get_size": (number,),
        "opus_encoder_init": (pointer, number, number, number),
        "opus_encode": (pointer, ctypes.c_char_p, number, pointer, number),
        "opus_encoder_ctl": (pointer, number),  # and more, told apart by these two
        "opus_decoder_get_size": (number,),
        "opus_decoder_init": (pointer, number, number),
        "opus_decode": (pointer, ctypes.c_char_p, number, pointer, number, number),
        "opus_decoder_ctl": (pointer, number),
        "opus_strerror": (number,),
    }.items():
        getattr(library, name).argtypes = arguments
    library.opus_encode.restype = ctypes.c_int32
    library.opus_strerror.restype = ctypes.c_char_p
    return library


def _bundled() -> str | None:
    spec = find_spec("opuslib_next")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        path = Path(folder) / "_native" / FILES.get(sys.platform, "libopus.so")
        if path.exists():
            return str(path)
    return None


def _words(library: Any, code: int) -> str:
    words: bytes = library.opus_strerror(code)
    return words.decode("ascii", "replace")


def _native(data: bytes) -> bytes:
    """Little-endian samples in the machine's order, or back."""
    if sys.byteorder == "little":
        return data
    swapped = bytearray(data)
    swapped[0::2], swapped[1::2] = data[1::2], data[0::2]
    return bytes(swapped)
