from __future__ import annotations

import numpy as np
import pytest

from ten_lite_local.log_mel import BANDS, log_mel

SAMPLES = 8 * 16_000


def sweep() -> np.ndarray:
    """Silence for 3 s, then a tone that rises by 400 Hz a second."""
    t = np.arange(SAMPLES) / 16_000
    tone = 0.3 * np.sin(2 * np.pi * (200 * t + 200 * t * t))
    return (tone * (t > 3)).astype(np.float32)


@pytest.mark.parametrize(
    ("band", "frame", "value"),
    [
        (0, 0, -0.3031),
        (37, 350, 1.4728),
        (38, 350, 1.6882),
        (46, 500, 1.6327),
        (48, 500, 0.5593),
        (57, 790, 1.5877),
        (79, 799, -0.1404),
    ],
)
def test_it_is_what_the_feature_extractor_of_whisper_gives(band: int, frame: int, value: float):
    assert log_mel(sweep())[band, frame] == pytest.approx(value, abs=2e-4)


def test_it_has_a_column_for_every_10_ms():
    spectrogram = log_mel(sweep())
    assert spectrogram.shape == (BANDS, 800)
    assert spectrogram.dtype == np.float32


def test_loudness_does_not_matter():
    assert log_mel(sweep()) == pytest.approx(log_mel(sweep() / 8), abs=1e-3)


def test_silence_is_finite():
    assert np.isfinite(log_mel(np.zeros(SAMPLES, dtype=np.float32))).all()
