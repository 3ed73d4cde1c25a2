"""How loud sound is; shared by the two addons beside it."""

from __future__ import annotations

import math
import sys
from array import array
from operator import mul

__all__ = ["FULL_SCALE", "dbfs", "peak", "power"]

FULL_SCALE = 32_768
QUIETEST_DBFS = -96.0


def peak(data: bytes) -> int:
    """The largest sample of 16-bit PCM, whatever its sign."""
    samples = _samples(data)
    return max(max(samples, default=0), -min(samples, default=0))


def power(data: bytes) -> float:
    """The mean of the squares of its samples."""
    samples = _samples(data)
    return sum(map(mul, samples, samples)) / len(samples) if samples else 0.0


def dbfs(level: float) -> float:
    """A level, from 0 to 32768, in decibels below full scale; -96 is silence."""
    return max(QUIETEST_DBFS, 20 * math.log10(level / FULL_SCALE)) if level else QUIETEST_DBFS


def _samples(data: bytes) -> array[int]:
    samples = array("h", data)
    if sys.byteorder == "big":  # sound is little-endian everywhere
        samples.byteswap()
    return samples
