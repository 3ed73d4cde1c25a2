"""Sound and pictures."""

from __future__ import annotations

import pytest

from ten_lite.messages import PcmFrame


@pytest.mark.parametrize(
    ("size", "rate_hz", "channels", "ms"),
    [(640, 16_000, 1, 20), (640, 16_000, 2, 10), (160, 8_000, 1, 10), (0, 16_000, 1, 0)],
)
def test_a_frame_knows_how_long_it_plays(size: int, rate_hz: int, channels: int, ms: float) -> None:
    assert PcmFrame(bytes(size), rate_hz, channels).duration_ms == ms
