"""One session's way to its client: over one socket, or over one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from websockets.exceptions import ConnectionClosed

from ten_lite.errors import ProtocolError
from ten_lite.wire.codec import Wire
from ten_lite.wire.resume import Ack, Gap, ack, decode_control
from ten_lite_websocket_server.replay import Replay

__all__ = ["GONE", "POLICY_VIOLATION", "SLOW", "Line", "LineClosed", "Parting", "Socket"]

ACK_EVERY_S = 1.0
POLICY_VIOLATION = 1008
FAREWELLS = (1000, 1001)
"""Close codes of a client that does not come back: it is done, or its page is closed."""


class Socket(Protocol):
    """What a line needs of a WebSocket; those of ``websockets`` have it."""

    async def recv(self) -> Wire:
        """The next message; ``ConnectionClosed`` when there will be none."""
        ...

    async def send(self, message: Wire) -> None:
        """Send one; ``ConnectionClosed`` when nobody is there."""
        ...

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Part."""
        ...


@dataclass(frozen=True, slots=True)
class Parting:
    """Why a socket is done with.

    Attributes:
        code: WebSocket close code.
        reason: The same in words.
        error: What the client is told before, in its protocol; "": nothing.
    """

    code: int
    reason: str
    error: str = ""


GONE = Parting(1000, "the client left")
SLOW = Parting(POLICY_VIOLATION, "the client reads too slowly")
REPLACED = Parting(4409, "the session goes on over another connection")

Stay = asyncio.Future[Parting]
"""Done when the line is done with a socket."""


class LineClosed(Exception):
    """The client is gone, and does not come back.

    Args:
        parting: How it went.
    """

    def __init__(self, parting: Parting) -> None:
        super().__init__(parting.reason)
        self.parting = parting


class Line:
    """Messages in their order, none twice and none missing, whatever becomes of the socket.

    While the client is away, what is to be written waits. It closes no socket: whoever brought it
    does, once its stay is over. Not safe for several readers or writers.

    Args:
        socket: The first one.
        replay: What the client has not acknowledged; None: there is no other socket after this.
        window_s: How long the client may be away.
        slow_s: How long a client may leave a message unread.

    Attributes:
        stay: Of the latest socket.
        changed: Told that the client is away (True), or back and heard out (False).
        lost: Messages that the client gave up.
    """

    def __init__(
        self,
        socket: Socket,
        *,
        replay: Replay | None = None,
        window_s: float = 30.0,
        slow_s: float = 10.0,
    ) -> None:
        self._replay = replay
        self._window_s = window_s
        self._slow_s = slow_s
        self._back = asyncio.Event()
        self._back.set()
        self._parted: Parting | None = None
        self._is_away = False
        self._attempts = 0  # of the client to come back
        self._owed = 0  # of the client's messages that it sends again, the last one
        self._acked = 0
        self._acked_at_s = self._now_s()
        self._heard_ack = asyncio.Event()
        self._socket: Socket | None = socket
        self.stay: Stay = asyncio.get_running_loop().create_future()
        self.changed: Callable[[bool], None] = lambda is_away: None
        self.lost = 0

    @property
    def is_away(self) -> bool:
        """Whether there is no socket at the moment."""
        return self._socket is None

    async def read(self) -> Wire:
        """The client's next message.

        Raises:
            LineClosed: There will be none.
            ProtocolError: What came makes no sense of the count; nothing has happened.
        """
        while True:
            socket = await self._present()
            self._tell_if_heard_out()  # what was read before has been taken by now
            attempts = self._attempts
            try:
                wire = await socket.recv()
            except ConnectionClosed as closed:
                self._lose(socket, closed)
                continue
            if attempts != self._attempts:  # not in the count it was told, so it comes again
                continue
            if self._replay is None:
                return wire
            match decode_control(wire):
                case None:
                    self._replay.received += 1
                    await self._acknowledge_now_and_then()
                    return wire
                case Gap(count):
                    self.lost += count
                    self._replay.received += count
                case Ack(count):
                    self._hear_ack(self._replay, count)

    async def write(self, wire: Wire) -> None:
        """Send ``wire``, if need be when the client is back.

        Raises:
            LineClosed: It is not coming back, or does not read.
        """
        socket = await self._present()
        if self._replay is not None:
            self._replay.add(wire)  # if it is lost on the way, it is sent again
        await self._send(socket, wire)
        if self._replay is None and self._parted is not None:
            raise LineClosed(self._parted)

    async def tell(self, wire: Wire) -> None:
        """Send what does not count, if the client is there."""
        if self._socket is not None:
            await self._send(self._socket, wire)

    async def acknowledge(self) -> None:
        """Tell the client what came, if there is news."""
        if self._replay is not None and self._replay.received > self._acked:
            self._acked, self._acked_at_s = self._replay.received, self._now_s()
            await self.tell(ack(self._acked))

    @property
    def written(self) -> int:
        """Messages written so far."""
        return self._replay.sent if self._replay is not None else 0

    async def received(self, count: int) -> None:
        """Wait until the client has the first ``count`` messages; the caller limits the time."""
        while self._replay is not None and self._replay.acknowledged < count:
            self._heard_ack.clear()
            await self._heard_ack.wait()

    async def attach(
        self, socket: Socket, *, received: int, sent: int, first: Callable[[int], Wire]
    ) -> Stay | None:
        """Go on over ``socket``; one that is still there is let go.

        Args:
            socket: The new one.
            received: How many messages the client says that it has.
            sent: How many it has counted; those that did not come will come again.
            first: Makes what the client is sent first of the number of its messages that came.

        Returns:
            None: What the client lacks is not all there any more; nothing has happened.
        """
        missing = self._replay.after(received) if self._replay is not None else None
        if self._replay is None or missing is None or self._parted is not None:
            return None
        self._let_go(REPLACED)
        self._attempts += 1
        self._replay.acknowledge(received)
        self._owed = sent
        stay: Stay = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._slow_s):
                for wire in (first(self._replay.received), *missing):
                    await socket.send(wire)
        except (ConnectionClosed, TimeoutError):
            stay.set_result(SLOW)  # it may come once more
            return stay
        if self._parted is not None or self._socket is not None:  # it took too long, or came twice
            stay.set_result(self._parted or REPLACED)
            return stay
        self._socket, self.stay = socket, stay
        self._back.set()
        return stay

    def end(self, parting: Parting) -> None:
        """The session is over."""
        self._parted = self._parted or parting
        self._let_go(parting)
        self._back.set()

    async def _present(self) -> Socket:
        if self._socket is None and self._parted is None:
            try:
                async with asyncio.timeout(self._window_s):
                    await self._back.wait()
            except TimeoutError:
                self._parted = GONE
        if self._parted is not None or self._socket is None:
            raise LineClosed(self._parted or GONE)
        return self._socket

    async def _send(self, socket: Socket, wire: Wire) -> None:
        try:
            async with asyncio.timeout(self._slow_s):
                await socket.send(wire)
        except ConnectionClosed as closed:
            self._lose(socket, closed)
        except TimeoutError:
            if socket is self._socket:
                self._parted = None if self._replay is not None else SLOW
                self._let_go(SLOW)

    def _lose(self, socket: Socket, closed: ConnectionClosed) -> None:
        """The socket is gone, and with it the client if there is no other way for it."""
        if socket is not self._socket:
            return
        said = closed.rcvd.code if closed.rcvd is not None else None
        if self._replay is None or said in FAREWELLS:
            self._parted = GONE
        self._let_go(GONE)

    def _let_go(self, parting: Parting) -> None:
        if self._socket is None:
            return
        self._socket = None
        self._back.clear()
        if not self.stay.done():
            self.stay.set_result(parting)
        if self._parted is not None:
            self._back.set()
        elif not self._is_away:
            self._is_away = True
            self.changed(True)

    def _tell_if_heard_out(self) -> None:
        """What the client sends again is older than its coming back."""
        if self._is_away and self._replay is not None and self._replay.received >= self._owed:
            self._is_away = False
            self.changed(False)

    def _hear_ack(self, replay: Replay, count: int) -> None:
        if count > replay.sent:
            raise ProtocolError(f"{count} messages are acknowledged, {replay.sent} were sent")
        replay.acknowledge(count)
        self._heard_ack.set()

    async def _acknowledge_now_and_then(self) -> None:
        if self._now_s() - self._acked_at_s >= ACK_EVERY_S:
            await self.acknowledge()

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()
