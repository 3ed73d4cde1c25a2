"""The binary frames of ``ten.bin``, the client's end; see ``ten_lite.wire.ten_bin``."""

from __future__ import annotations

from ten_lite.errors import ProtocolError
from ten_lite.messages import PcmFrame
from ten_lite.wire.pcm import check_pcm
from ten_lite.wire.ten_bin import HEADER, SOUND, WRAP

__all__ = ["decode_frame", "encode_frame"]


def encode_frame(data: bytes, *, sequence: int, timestamp_ms: int) -> bytes:
    """The binary message for ``data``, PCM16 in the server's rate and channels.

    Args:
        data: The sound.
        sequence: Number of the frame, from 0.
        timestamp_ms: Time of its first sample on the client's clock.
    """
    return HEADER.pack(SOUND, 0, 0, 0, sequence % WRAP, timestamp_ms % WRAP) + data


def decode_frame(wire: bytes, sample_rate_hz: int, channels: int) -> PcmFrame | None:
    """The sound that a server sent; None for a frame of another kind.

    Args:
        wire: The binary message.
        sample_rate_hz: As ``ready`` told it.
        channels: As ``ready`` told it.

    Raises:
        ProtocolError: It is no frame.
    """
    if len(wire) < HEADER.size:
        raise ProtocolError(f"The server sent a binary frame of {len(wire)} bytes")
    kind, *_ = HEADER.unpack_from(wire)
    if kind != SOUND:
        return None
    return PcmFrame(check_pcm(wire[HEADER.size :], channels), sample_rate_hz, channels)
