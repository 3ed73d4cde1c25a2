"""One session's way to its client: over one socket, or over one after the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Protocol

from websockets.exceptions import ConnectionClosed

from ten_lite.wire.codec import Wire
from ten_lite_websocket_server.replay import Replay

__all__ = ["Line", "LineClosed", "Socket"]

ACK_EVERY_S = 1.0
MAX_ACK_CHARS = 100
REPLACED = 4409


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


class LineClosed(Exception):
    """The client is gone, and does not come back."""


class Line:
    """Messages in their order, none twice and none missing, whatever becomes of the socket.

    While the client is away, what is to be written waits. Not safe for several readers or writers.

    Args:
        socket: The first one.
        replay: What the client has not acknowledged; None: there is no other socket after this.
        window_s: How long the client may be away.
        changed: Told that the client is away (True) or back (False).
    """

    def __init__(
        self,
        socket: Socket,
        *,
        replay: Replay | None = None,
        window_s: float = 30.0,
        changed: Callable[[bool], None] = lambda is_away: None,
    ) -> None:
        self._socket: Socket | None = socket
        self._replay = replay
        self._window_s = window_s
        self._changed = changed
        self._back = asyncio.Event()
        self._acked = 0
        self._acked_at_s = asyncio.get_running_loop().time()

    @property
    def socket(self) -> Socket | None:
        """The present one; None while the client is away."""
        return self._socket

    async def read(self) -> Wire:
        """The client's next message.

        Raises:
            LineClosed: There will be none.
        """
        while True:
            socket = await self._present()
            try:
                wire = await socket.recv()
            except ConnectionClosed:
                self._lost(socket)
                continue
            if self._replay is None:
                return wire
            if not self._is_acknowledgement(wire):
                self._replay.received += 1
                await self._acknowledge(socket)
                return wire

    async def write(self, wire: Wire) -> None:
        """Send ``wire``, if need be when the client is back.

        Raises:
            LineClosed: It is not coming back.
        """
        socket = await self._present()
        if self._replay is not None:
            self._replay.add(wire)  # if it is lost on the way, it is sent again
        try:
            await socket.send(wire)
        except ConnectionClosed:
            self._lost(socket)
            if self._replay is None:
                raise LineClosed from None

    async def tell(self, wire: Wire) -> None:
        """Send what does not count, if the client is there."""
        if (socket := self._socket) is not None:
            try:
                await socket.send(wire)
            except ConnectionClosed:
                self._lost(socket)

    async def attach(self, socket: Socket, received: int, first: Callable[[int], Wire]) -> bool:
        """Go on over ``socket`` with a client that has the first ``received`` messages.

        Args:
            socket: The new one; one that is still there is closed.
            received: What the client says that it has.
            first: Makes what the client is sent first of the number of its messages that came.

        Returns:
            False: What it lacks is not all there any more; nothing has happened.
        """
        missing = self._replay.after(received) if self._replay is not None else None
        if self._replay is None or missing is None:
            return False
        old = self._socket
        if old is not None:
            self._lost(old)
            await old.close(REPLACED, "the session goes on over another connection")
        self._replay.acknowledge(received)
        try:
            for wire in (first(self._replay.received), *missing):
                await socket.send(wire)
        except ConnectionClosed:
            return True  # it may come once more
        self._socket = socket
        self._changed(False)
        self._back.set()
        return True

    async def _present(self) -> Socket:
        if self._socket is None:
            if self._replay is None:
                raise LineClosed
            try:
                async with asyncio.timeout(self._window_s):
                    await self._back.wait()
            except TimeoutError:
                raise LineClosed from None
        assert self._socket is not None
        return self._socket

    def _lost(self, socket: Socket) -> None:
        if self._socket is socket:
            self._socket = None
            self._back.clear()
            self._changed(True)

    def _is_acknowledgement(self, wire: Wire) -> bool:
        """Whether it is one, and counted; one that makes no sense is a message like others."""
        if not isinstance(wire, str) or len(wire) > MAX_ACK_CHARS or '"ack"' not in wire:
            return False
        assert self._replay is not None
        try:
            match json.loads(wire):
                case {"type": "ack", "data": {"received": int(count)}}:
                    self._replay.acknowledge(count)
                    return True
        except ValueError:
            pass
        return False

    async def _acknowledge(self, socket: Socket) -> None:
        assert self._replay is not None
        now_s, count = asyncio.get_running_loop().time(), self._replay.received
        if now_s - self._acked_at_s >= ACK_EVERY_S and count > self._acked:
            self._acked, self._acked_at_s = count, now_s
            await self.tell(json.dumps({"type": "ack", "data": {"received": count}}))
