"""A client's half of a conversation that survives its connections; without I/O and without a clock.

For each connection: write ``hello()``, give the first message that comes to ``begin``, then write
what ``next`` has and give all that comes to ``take``; once a second write ``ack``, if there is one.
``put`` may be called at any time, connected or not.
"""

from __future__ import annotations

from ten_lite.wire.client_outbox import ClientOutbox, Kind
from ten_lite.wire.codec import Wire
from ten_lite.wire.resume import (
    Ack,
    Hello,
    Ready,
    Resume,
    ack,
    decode_control,
    decode_ready,
    hello,
    is_ping,
)

__all__ = ["ResumeClient"]


class ResumeClient:
    """Counts what is sent and what comes, and keeps what may have to be sent again.

    Args:
        token: What the server asks for; "": nothing.
        sound_ms: Sound that is kept at most for the time without a connection; older is given up.

    Attributes:
        ready: What the server said last; None: nothing yet.
        received: Messages of this conversation that came.
    """

    def __init__(self, *, token: str = "", sound_ms: float = 2_000.0) -> None:
        self._token = token
        self._outbox = ClientOutbox(sound_ms)
        self._settings: list[Wire] = []
        self._acked = 0
        self.ready: Ready | None = None
        self.received = 0

    @property
    def dropped(self) -> int:
        """Messages, nearly all of them sound, that were given up before the server had them."""
        return self._outbox.dropped

    def hello(self) -> str:
        """The first message on a new connection."""
        resume = None
        if self.ready is not None:
            resume = Resume(self.ready.resume_token, self.received, self._outbox.sent)
        return hello(Hello(self._token, resume))

    def begin(self, wire: Wire) -> Ready:
        """The server's first message on this connection.

        Raises:
            ProtocolError: It is not what it should be.
        """
        ready = decode_ready(wire)
        if ready.resumed and self.ready is not None:
            self._outbox.resume(ready.received)
        else:
            self._outbox.restart(self._settings)
            self.received = 0
        self._acked = self.received
        self.ready = ready
        return ready

    def take(self, wire: Wire) -> Wire | None:
        """What came; None when it is about the connection alone.

        Raises:
            ProtocolError: It acknowledges what was not sent.
        """
        if is_ping(wire):
            return None
        control = decode_control(wire)
        if isinstance(control, Ack):
            self._outbox.acknowledge(control.received)
            return None
        self.received += 1
        return wire

    def put(self, kind: Kind, wire: Wire, ms: float = 0.0) -> None:
        """Say something, now or when there is a connection; ``ms`` is the length of its sound.

        Raises:
            ProtocolError: A thousand messages wait that must not be given up.
        """
        self._outbox.put(kind, wire, ms)
        if kind is Kind.SETTING:
            self._settings.append(wire)

    def next(self) -> Wire | None:
        """What is to be written next; None: nothing for now."""
        return self._outbox.next()

    def ack(self) -> str | None:
        """Tells the server how much came; None when it knows."""
        if self.received == self._acked:
            return None
        self._acked = self.received
        return ack(self.received)
