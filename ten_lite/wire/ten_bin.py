"""``ten.bin``: the ``ten`` protocol with sound in binary frames both ways.

A frame is a header of 16 bytes, little endian, and PCM16 in the server's rate and channels::

    u8 kind | u8 flags | u16 reserved | u32 turn | u32 sequence | u32 timestamp_ms

``kind`` is 1 for sound; frames of other kinds are ignored, so that there may be more one day.
``flags`` and ``reserved`` are 0. ``turn`` is the user's utterance that the sound answers, 0 from a
client. ``sequence`` counts the frames of its direction from 0, ``timestamp_ms`` is the time of its
first sample on the sender's clock; a server looks at neither, and both wrap at 2**32.

A client that asks for ``?audio=opus`` gets frames of kind 2 and may send them: a header and one
Opus packet. ``flags`` are 1 in the first packet of a stream and 2 in the last one, whose
``reserved`` is the number of samples, at 48 kHz, to be thrown away at its end; see
``ten_lite.wire.opus_stream``. Where the server has no Opus, the sound is PCM as without asking, and
``ready`` says so.

All else is JSON, as in ``ten_lite.wire.ten``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from struct import Struct
from typing import Final

from ten_lite.errors import ProtocolError, TenLiteError
from ten_lite.messages import Message, PcmFrame, TtsAudioEnd, TtsFlush, TtsPause
from ten_lite.opus import OpusDecoder, OpusEncoder
from ten_lite.wire.codec import Hangup, Opening, Reply, Wire
from ten_lite.wire.opus_stream import BEGINS, ENDS, OpusIn, OpusOut, Packet
from ten_lite.wire.pcm import check_pcm
from ten_lite.wire.sound_out import SoundOut
from ten_lite.wire.strict_json import describe
from ten_lite.wire.ten_codec import TenCodec

__all__ = ["HEADER", "OPUS", "SOUND", "TenBinaryCodec"]

HEADER: Final = Struct("<BBHIII")
"""Kind, flags, reserved, turn, sequence, timestamp in milliseconds."""

SOUND: Final = 1
"""The kind of a frame with PCM16."""

OPUS: Final = 2
"""The kind of a frame with an Opus packet."""

WRAP: Final = 2**32


class TenBinaryCodec(TenCodec):
    """JSON both ways but for sound, which is binary; a frame's ``metadata`` stays behind.

    Args:
        opening: The session; ``audio=opus`` in its query asks for Opus.
    """

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._sound = SoundOut(opening.sample_rate_hz, opening.channels)
        self._frames = 0
        self._began_ns: int | None = None
        self._asked = dict(opening.query).get("audio")
        self._refusal = ""
        self._opus: tuple[OpusIn, OpusOut] | None = None
        if self._asked == "opus":
            form = opening.sample_rate_hz, opening.channels
            try:
                self._opus = OpusIn(OpusDecoder(*form), *form), OpusOut(OpusEncoder(*form), *form)
            except TenLiteError as error:
                self._refusal = str(error)
        elif self._asked not in (None, "pcm16"):
            self._refusal = f'there is "pcm16" and "opus", and no {describe(self._asked)}'

    def ready(self) -> Mapping[str, object]:
        """To who asked: ``audio``, ``opus`` or ``pcm16``, and why it is not what they want."""
        if self._asked is None:
            return {}
        audio = {"audio": "opus" if self._opus is not None else "pcm16"}
        return {**audio, "audio_refused": self._refusal} if self._refusal else audio

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
            return self._sounds(self._sound.feed(message), message)
        if isinstance(message, TtsFlush | TtsPause):
            self._sound.clear()
            if self._opus is not None:
                self._opus[1].clear()
        if isinstance(message, TtsAudioEnd):
            rest = self._sounds(self._sound.finish(), message, is_last=True)
            return (*rest, *super().encode(message))
        return super().encode(message)

    def _decode_frame(self, wire: bytes) -> Iterable[Message]:
        if len(wire) < HEADER.size:
            raise ProtocolError(
                f"The binary frame has {len(wire)} bytes; its header alone has {HEADER.size}"
            )
        kind, flags, reserved, turn, _, _ = HEADER.unpack_from(wire)
        if kind == OPUS and self._asked is not None:
            return self._decode_packet(Packet(wire[HEADER.size :], flags, reserved), turn)
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

    def _decode_packet(self, packet: Packet, turn: int) -> Iterable[Message]:
        if self._opus is None:
            why = f" ({self._refusal})" if self._refusal else ""
            raise ProtocolError(f"Opus is not spoken here{why}; send PCM in frames of kind {SOUND}")
        if packet.flags & ~(BEGINS | ENDS):
            raise ProtocolError(f'"flags" of an Opus packet are 0 to 3, not {packet.flags}')
        if turn or (packet.trim and not packet.flags & ENDS):
            raise ProtocolError(
                'In the header of an Opus packet "turn" is 0, and so is "reserved" but in the last '
                f"one of a stream; they are {turn} and {packet.trim}"
            )
        data = self._opus[0].feed(packet)
        opening = self.opening
        return (PcmFrame(data, opening.sample_rate_hz, opening.channels),) if data else ()

    def _sounds(self, data: bytes, message: Message, *, is_last: bool = False) -> Iterable[Wire]:
        if self._opus is None:
            return (self._frame(SOUND, Packet(data), message),) if data else ()
        out = self._opus[1]
        packets = out.feed(data) + (out.finish() if is_last else [])
        return [self._frame(OPUS, packet, message) for packet in packets]

    def _frame(self, kind: int, packet: Packet, message: Message) -> Wire:
        if self._began_ns is None:
            self._began_ns = message.timestamp_ns
        at_ms = (message.timestamp_ns - self._began_ns) // 1_000_000
        turn, sequence = message.turn_id % WRAP, self._frames % WRAP
        self._frames += 1
        header = HEADER.pack(kind, packet.flags, packet.trim, turn, sequence, at_ms % WRAP)
        return header + packet.data
