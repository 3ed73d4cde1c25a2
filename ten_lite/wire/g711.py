"""G.711: the 8-bit sound of telephones, mu-law and A-law, to and from 16-bit PCM.

As in ITU-T G.711 (11/88), tables 1 and 2, with PCM's 16 bits above the 13 (A-law) and 14 bits
(mu-law) of the Recommendation. Sound is mono; PCM is signed little-endian, whatever the machine.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from ten_lite.audio import BYTES_PER_SAMPLE

__all__ = ["ALAW", "G711", "MULAW"]

SILENT_BITS: Final = 0x55  # of A-law: every other bit is inverted on the line
BIAS: Final = 33
LARGEST: Final = 8158  # of mu-law's 14 bits; above that it is all the same


class G711:
    """One of the two laws; its tables are made when they are first needed.

    Args:
        expand: The 16-bit sample of each of the 256 codes.
        compress: The code of a 16-bit sample.
    """

    def __init__(self, expand: Callable[[int], int], compress: Callable[[int], int]) -> None:
        self._expand = expand
        self._compress = compress

    def decode(self, data: bytes) -> bytes:
        """PCM16 of ``data``, two bytes for each."""
        return b"".join(map(self._samples.__getitem__, data))

    def encode(self, data: bytes) -> bytes:
        """The codes of PCM16, one byte for each sample.

        Raises:
            ValueError: ``data`` ends within a sample.
        """
        if len(data) % BYTES_PER_SAMPLE:
            raise ValueError(f"{len(data)} bytes are not whole samples")
        samples = array("H", data)
        if sys.byteorder == "big":
            samples.byteswap()
        return bytes(map(self._codes.__getitem__, samples))

    @cached_property
    def _samples(self) -> Sequence[bytes]:
        return [self._expand(code).to_bytes(2, "little", signed=True) for code in range(256)]

    @cached_property
    def _codes(self) -> bytes:
        # by a sample's bits as an unsigned number
        return bytes(self._compress(n if n < 0x8000 else n - 0x10000) for n in range(0x10000))


def _expand_mulaw(code: int) -> int:
    bits = ~code
    segment, step = bits >> 4 & 7, bits & 15
    size = ((2 * step + BIAS << segment) - BIAS) * 4
    return size if code & 0x80 else -size


def _compress_mulaw(sample: int) -> int:
    # ~ and not -: the step between 0 and -1 is the first of the negative ones
    size = min((sample if sample >= 0 else ~sample) >> 2, LARGEST) + BIAS
    segment = size.bit_length() - 6
    code = segment << 4 | (size >> segment + 1 & 15)
    return ~code & (0xFF if sample >= 0 else 0x7F)


def _expand_alaw(code: int) -> int:
    bits = code ^ SILENT_BITS
    segment, step = bits >> 4 & 7, bits & 15
    size = 2 * step + 1 if not segment else 2 * step + BIAS << segment - 1
    return size * 8 if bits & 0x80 else -size * 8


def _compress_alaw(sample: int) -> int:
    size = (sample if sample >= 0 else ~sample) >> 4
    segment = max(0, size.bit_length() - 4)
    step = size & 15 if not segment else size >> segment - 1 & 15
    return (segment << 4 | step | (0x80 if sample >= 0 else 0)) ^ SILENT_BITS


MULAW: Final = G711(_expand_mulaw, _compress_mulaw)
"""mu-law (PCMU): North America, Japan, and most media streams."""

ALAW: Final = G711(_expand_alaw, _compress_alaw)
"""A-law (PCMA): elsewhere."""
