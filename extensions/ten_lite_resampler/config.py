"""Properties of ``resampler``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ten_lite.addons import AddonConfig

__all__ = ["ResamplerConfig"]


class ResamplerConfig(AddonConfig):
    """Properties of ``resampler``."""

    sample_rate_hz: int = Field(
        default=16000, ge=1000, le=384_000, description="Of the sound that is sent."
    )
    channels: Literal[1, 2] = Field(
        default=1,
        description="Of the sound that is sent: 1 mixes what comes, 2 sends mono on both.",
    )
    gap_ms: int = Field(
        default=200,
        ge=20,
        le=10_000,
        description="After this long without sound it has ended; the rest of it is sent.",
    )
