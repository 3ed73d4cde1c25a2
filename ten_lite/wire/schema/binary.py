"""Binary messages of the protocols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["BARE_PCM", "OPUS_FRAME", "SOUND_FRAME", "BinaryMessage", "HeaderField"]


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A number in a header.

    Attributes:
        name: What it is called.
        bits: Its size; it is unsigned and little-endian.
        client: What a client writes there.
        server: What a server writes there.
    """

    name: str
    bits: int
    client: str
    server: str


@dataclass(frozen=True, slots=True)
class BinaryMessage:
    """A binary message of a WebSocket.

    Attributes:
        name: What it is called in documents.
        summary: What it is.
        header: In front of the sound, in this order; empty: the message is bare PCM16.
    """

    name: str
    summary: str
    header: tuple[HeaderField, ...] = ()


BARE_PCM: Final = BinaryMessage(
    "BarePcm", "What the user says: bare PCM16, in the server's rate and channels."
)

_TURN: Final = HeaderField(
    "turn", 32, "0", "the user's turn that it answers, from 1; 0 before the first"
)
_SEQUENCE: Final = HeaderField("sequence", 32, "number of the frame, from 0", "the same")
_TIMESTAMP: Final = HeaderField(
    "timestamp_ms",
    32,
    "time of its first sample on the sender's clock",
    "the same, 0 for the first frame",
)

SOUND_FRAME: Final = BinaryMessage(
    "SoundFrame",
    "A header of 16 bytes and PCM16 in the server's rate and channels; frames of kinds that are "
    "not described are ignored.",
    (
        HeaderField("kind", 8, "1: PCM16", "1: PCM16"),
        HeaderField("flags", 8, "0", "0"),
        HeaderField("reserved", 16, "0", "0"),
        _TURN,
        _SEQUENCE,
        _TIMESTAMP,
    ),
)

OPUS_FRAME: Final = BinaryMessage(
    "OpusFrame",
    "A header of 16 bytes and one Opus packet (RFC 6716), with `?audio=opus` in the address.",
    (
        HeaderField("kind", 8, "2: Opus", "2: Opus"),
        HeaderField("flags", 8, "1: the stream begins, 2: it ends; or both", "the same"),
        HeaderField(
            "reserved",
            16,
            "with flag 2, samples at 48 kHz to throw away at the end; else 0",
            "the same",
        ),
        _TURN,
        _SEQUENCE,
        _TIMESTAMP,
    ),
)
