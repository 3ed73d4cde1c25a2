"""Sound and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ten_lite.messages.base import Delivery, Kind, Message

__all__ = ["PcmFrame", "VideoFrame"]


@dataclass(slots=True)
class PcmFrame(Message):
    """A piece of sound: 16-bit little-endian PCM, interleaved, whole samples.

    Attributes:
        data: The samples.
        sample_rate_hz: Samples per second and channel.
        channels: Interleaved channels, from 1.
        metadata: What the sender attached (TEN's ``metadata``), passed along unchanged.
    """

    kind: ClassVar[Kind] = "audio_frame"
    name: ClassVar[str] = "pcm_frame"
    delivery: ClassVar[Delivery] = Delivery.INHERIT

    data: bytes
    sample_rate_hz: int = 16_000
    channels: int = 1
    metadata: Mapping[str, Any] | None = None

    @property
    def duration_ms(self) -> float:
        """Playing time in milliseconds."""
        return len(self.data) * 500 / (self.sample_rate_hz * self.channels)


@dataclass(slots=True)
class VideoFrame(Message):
    """One picture: ``data`` holds ``width`` x ``height`` pixels in ``pixel_format``."""

    kind: ClassVar[Kind] = "video_frame"
    name: ClassVar[str] = "video_frame"
    delivery: ClassVar[Delivery] = Delivery.INHERIT

    data: bytes
    width: int
    height: int
    pixel_format: str = "I420"
