"""Properties of every recogniser with a stream."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ten_lite.addons.dump import DumpConfig
from ten_lite.addons.spec import PORTABLE

__all__ = ["StreamingSttConfig"]


class StreamingSttConfig(DumpConfig):
    """Properties of every recogniser with a stream; an addon may narrow them."""

    language: Annotated[str, PORTABLE] = Field(
        default="en-US", min_length=2, description="BCP-47 code of what is spoken."
    )
    sample_rate_hz: int = Field(
        default=16_000,
        ge=8_000,
        le=48_000,
        description="Of the sound sent to the provider; other sound is resampled.",
    )
    speech_events: bool = Field(
        default=True,
        description="Tell where speech begins and ends; false where a vad node tells it, too.",
    )
    connect_timeout_s: float = Field(
        default=4.0, gt=0, le=30, description="Longest wait for a connection."
    )
    answer_timeout_s: float = Field(
        default=5.0,
        ge=2,
        le=60,
        description="A connection that tells nothing for this long while it should, or takes no "
        "sound, is dead.",
    )
    max_attempts: int = Field(
        default=8,
        ge=1,
        le=1000,
        description="Failures in a row after which the node fails for good; where it has a "
        "fallback and this is not set, 3 are enough.",
    )
    keep_s: float = Field(
        default=30.0,
        ge=1,
        le=300,
        description="Sound without a final result that is kept, to be sent again.",
    )
