"""Log-mel spectrograms as the Whisper family of models takes them, in numpy.

The arithmetic is that of the feature extractor the models were trained with: a Hann window of
25 ms every 10 ms, 80 triangular bands on Slaney's mel scale from 0 to 8 kHz, logarithms cut off
80 dB below the loudest.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["BANDS", "log_mel"]

SAMPLE_RATE_HZ: Final = 16_000
WINDOW: Final = 400
HOP: Final = 160
BANDS: Final = 80
"""Mel bands of each frame of 10 ms."""

QUIETEST: Final = 1e-10
RANGE: Final = 8.0
"""Decades between the loudest and what is taken for silence."""

LINEAR_HZ_PER_MEL: Final = 200 / 3
LOG_FROM_HZ: Final = 1000.0
LOG_FROM_MEL: Final = 15.0
LOG_STEP: Final = math.log(6.4) / 27


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The spectrogram of sound that is first brought to mean 0 and variance 1.

    Args:
        samples: float32 [n] at 16 kHz, mono; 401 or more.

    Returns:
        float32 [80, n // 160], one column for each 10 ms.
    """
    level = (samples - samples.mean()) / np.sqrt(samples.var() + 1e-7)
    padded = np.pad(level.astype(np.float64), WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(windows * _HANN, axis=-1)) ** 2
    mel = np.log10(np.maximum(power[: len(samples) // HOP] @ _FILTERS, QUIETEST))
    mel = (np.maximum(mel, mel.max() - RANGE) + 4) / 4
    return np.ascontiguousarray(mel.T, dtype=np.float32)


def _mel_of_hz(hz: float) -> float:
    if hz < LOG_FROM_HZ:
        return hz / LINEAR_HZ_PER_MEL
    return LOG_FROM_MEL + math.log(hz / LOG_FROM_HZ) / LOG_STEP


def _hz_of_mel(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    above = LOG_FROM_HZ * np.exp(LOG_STEP * (mel - LOG_FROM_MEL))
    return np.where(mel < LOG_FROM_MEL, mel * LINEAR_HZ_PER_MEL, above)


def _filters() -> NDArray[np.float64]:
    """float64 [201, 80]: what each frequency adds to each band, all bands of equal area."""
    edges = _hz_of_mel(np.linspace(0, _mel_of_hz(SAMPLE_RATE_HZ / 2), BANDS + 2))
    frequencies = np.linspace(0, SAMPLE_RATE_HZ / 2, WINDOW // 2 + 1)[:, np.newaxis]
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (frequencies - low) / (centre - low)
    falling = (high - frequencies) / (high - centre)
    return np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low)


_HANN: Final = np.hanning(WINDOW + 1)[:-1]
_FILTERS: Final = _filters()
