"""The ``ten`` protocol as a codec; the messages are in ``ten_lite.wire.ten``."""

from __future__ import annotations

from collections.abc import Iterable

from ten_lite.errors import ProtocolError
from ten_lite.messages import Message
from ten_lite.wire import ten
from ten_lite.wire.codec import Codec, Hangup, NotDone, Reply, Wire

__all__ = ["BAD_MESSAGE", "TenCodec"]

BAD_MESSAGE = "bad_message"
"""The code of the error that answers what is not of the protocol."""


class TenCodec(Codec):
    """JSON both ways, with sound in base64; a binary message of a client is bare PCM16."""

    def decode(self, wire: Wire) -> Iterable[Message | Reply | Hangup]:
        """The one message for the graph that the client sent."""
        opening = self.opening
        message = ten.decode(wire, sample_rate_hz=opening.sample_rate_hz, channels=opening.channels)
        return (message,)

    def encode(self, message: Message) -> Iterable[Wire]:
        """One text message, or nothing."""
        text = ten.encode(message)
        return () if text is None else (text,)

    def refuse(self, error: ProtocolError) -> Iterable[Wire]:
        """An ``error`` with the code ``bad_message``, or that of what was not done."""
        code = error.code if isinstance(error, NotDone) else BAD_MESSAGE
        return (ten.error_text(str(error), code=code),)
