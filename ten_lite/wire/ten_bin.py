"""``ten.bin``: the ``ten`` protocol with sound in binary frames both ways.

A frame is a header of 16 bytes, little endian, and PCM16 in the server's rate and channels::

    u8 kind | u8 flags | u16 reserved | u32 turn | u32 sequence | u32 timestamp_ms

``kind`` is 1 for sound; frames of other kinds are ignored, so that there may be more one day.
``flags`` and ``reserved`` are 0. ``turn`` is the user's utterance that the sound answers, 0 from a
client. ``sequence`` counts the frames of its direction from 0, ``timestamp_ms`` is the time of its
first sample on the sender's clock; a server looks at neither, and both wrap at 2**32.

All else is JSON, as in ``ten_lite.wire.ten``.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Final

from ten_lite.errors import ProtocolError
from ten_lite.messages import Message, PcmFrame, TtsAudioEnd, TtsFlush, TtsPause
from ten_lite.wire.codec import Hangup, Opening, Reply, Wire
from ten_lite.wire.pcm import check_pcm
from ten_lite.wire.sound_out import SoundOut
from ten_lite.wire.ten_codec import TenCodec

__all__ = ["HEADER", "SOUND", "TenBinaryCodec"]

HEADER: Final = Struct("<BBHIII")
"""Kind, flags, reserved, turn, sequence, timestamp in milliseconds."""

SOUND: Final = 1
"""The kind of a frame with PCM16."""

WRAP: Final = 2**32


class TenBinaryCodec(TenCodec):
    """JSON both ways but for sound, which is binary; a frame's ``metadata`` stays behind.

    Args:
        opening: The session.
    """

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._sound = SoundOut(opening.sample_rate_hz, opening.channels)
        self._frames = 0
        self._began_ns: int | None = None

    def decode(self, wire: Wire) -> Iterable[Message | Reply | Hangup]:
        """The message for the graph, or nothing for a frame of another kind."""
        if not isinstance(wire, str):
            return self._decode_frame(bytes(wire))
        messages = tuple(super().decode(wire))
        if any(isinstance(message, PcmFrame) for message in messages):
            raise ProtocolError(
                "Sound in JSON: this connection takes sound in binary frames with a header of "
                f"{HEADER.size} bytes"
            )
        return messages

    def encode(self, message: Message) -> Iterable[Wire]:
        """Sound as a frame, all else as a text message."""
        if isinstance(message, PcmFrame):
            return self._frame(self._sound.feed(message), message)
        if isinstance(message, TtsFlush | TtsPause):
            self._sound.clear()
        if isinstance(message, TtsAudioEnd):
            return (*self._frame(self._sound.finish(), message), *super().encode(message))
        return super().encode(message)

    def _decode_frame(self, wire: bytes) -> Iterable[Message]:
        if len(wire) < HEADER.size:
            raise ProtocolError(
                f"The binary frame has {len(wire)} bytes; its header alone has {HEADER.size}"
            )
        kind, flags, reserved, turn, _, _ = HEADER.unpack_from(wire)
        if kind != SOUND:
            return ()
        for name, value in (("flags", flags), ("reserved", reserved), ("turn", turn)):
            if value:
                raise ProtocolError(
                    f'"{name}" in the header of the binary frame is {value}; a client sends 0'
                )
        opening = self.opening
        data = check_pcm(wire[HEADER.size :], opening.channels)
        return (PcmFrame(data, opening.sample_rate_hz, opening.channels),)

    def _frame(self, data: bytes, message: Message) -> Iterable[Wire]:
        if not data:
            return ()
        if self._began_ns is None:
            self._began_ns = message.timestamp_ns
        at_ms = (message.timestamp_ns - self._began_ns) // 1_000_000
        turn, sequence = message.turn_id % WRAP, self._frames % WRAP
        self._frames += 1
        return (HEADER.pack(SOUND, 0, 0, turn, sequence, at_ms % WRAP) + data,)
