"""A stream of sound as Opus packets, with as many samples at its end as went in.

An encoder runs 6.5 ms ahead and takes whole frames of 20 ms. So of what the first packet gives,
the first 6.5 ms are thrown away, and of the last packet what it says itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from ten_lite.audio import BYTES_PER_SAMPLE, Rechunker
from ten_lite.errors import ProtocolError
from ten_lite.opus import lookahead

__all__ = ["BEGINS", "CLOCK_HZ", "ENDS", "Decoder", "Encoder", "OpusIn", "OpusOut", "Packet"]

BEGINS: Final = 1
"""Flag of the first packet of a stream."""

ENDS: Final = 2
"""Flag of the last packet of a stream."""

CLOCK_HZ: Final = 48_000
"""What ``Packet.trim`` counts in, whatever the rates of the sound are."""


class Encoder(Protocol):
    """What makes packets; ``ten_lite.opus.OpusEncoder`` is one."""

    frame_bytes: int

    def encode(self, frame: bytes) -> bytes:
        """The packet of ``frame_bytes`` of sound."""
        ...

    def reset(self) -> None:
        """A new stream begins."""
        ...


class Decoder(Protocol):
    """What reads packets; ``ten_lite.opus.OpusDecoder`` is one."""

    def decode(self, packet: bytes) -> bytes:
        """The sound of a packet; ``ValueError`` when it is none."""
        ...

    def reset(self) -> None:
        """A new stream begins."""
        ...


@dataclass(frozen=True, slots=True)
class Packet:
    """A piece of a stream.

    Attributes:
        data: The Opus packet.
        flags: ``BEGINS``, ``ENDS``, both or 0.
        trim: Samples at 48 kHz to be thrown away at the end of the last packet; else 0.
    """

    data: bytes
    flags: int = 0
    trim: int = 0


class OpusOut:
    """Makes packets of sound.

    Args:
        encoder: Of the sound's format.
        sample_rate_hz: Rate of the sound.
        channels: Its interleaved channels.
    """

    def __init__(self, encoder: Encoder, sample_rate_hz: int, channels: int = 1) -> None:
        self._encoder = encoder
        self._rate_hz = sample_rate_hz
        self._block = BYTES_PER_SAMPLE * channels
        self._frames = Rechunker(encoder.frame_bytes, channels=channels)
        self._fed = self._sent = 0  # bytes

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that ``data`` fills; up to 20 ms wait for more."""
        self._fed += len(data)
        return [self._packet(frame) for frame in self._frames.feed(data)]

    def finish(self) -> list[Packet]:
        """The rest of the stream, if it has begun; the next sound begins another."""
        if not self._fed:
            return []
        size = self._encoder.frame_bytes
        until = self._fed + lookahead(self._rate_hz) * self._block
        rest = self._frames.flush().ljust(-(-(until - self._sent) // size) * size, b"\0")
        frames = [rest[start : start + size] for start in range(0, len(rest), size)]
        unheard = (self._sent + len(rest) - until) // self._block
        packets = [self._packet(frame) for frame in frames]
        last = packets[-1]
        packets[-1] = Packet(last.data, last.flags | ENDS, unheard * CLOCK_HZ // self._rate_hz)
        self.clear()
        return packets

    def clear(self) -> None:
        """Throw away what waits; the next sound begins another stream."""
        self._frames.flush()
        self._fed = self._sent = 0

    def _packet(self, frame: bytes) -> Packet:
        flags = 0 if self._sent else BEGINS
        if flags:
            self._encoder.reset()
        self._sent += len(frame)
        return Packet(self._encoder.encode(frame), flags)


class OpusIn:
    """Makes sound of packets.

    A stream that says nowhere that it begins is decoded as it comes.

    Args:
        decoder: Gives the sound's format.
        sample_rate_hz: Rate of the sound.
        channels: Its interleaved channels.
    """

    def __init__(self, decoder: Decoder, sample_rate_hz: int, channels: int = 1) -> None:
        self._decoder = decoder
        self._rate_hz = sample_rate_hz
        self._block = BYTES_PER_SAMPLE * channels
        self._to_skip = 0  # bytes

    def feed(self, packet: Packet) -> bytes:
        """Its sound; may be none at the very beginning and end.

        Raises:
            ProtocolError: It is no Opus packet, or is to be trimmed by more than it holds. The
                next one is read as ever.
        """
        if packet.flags & BEGINS:
            self._decoder.reset()
            self._to_skip = lookahead(self._rate_hz) * self._block
        try:
            data = self._decoder.decode(packet.data)
        except ValueError as error:
            raise ProtocolError(f"The audio is no Opus packet: {error}") from None
        end = len(data) - packet.trim * self._rate_hz // CLOCK_HZ * self._block
        if end < 0:
            length = len(data) // self._block * CLOCK_HZ // self._rate_hz
            raise ProtocolError(
                f"The packet is to be trimmed by {packet.trim} samples at 48 kHz; it has {length}"
            )
        begin = min(self._to_skip, len(data))
        self._to_skip -= begin
        return data[begin:end]
