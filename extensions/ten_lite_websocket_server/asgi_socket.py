"""A WebSocket that an ASGI server brings, as a line wants it."""

from __future__ import annotations

import asyncio
from typing import Any

from websockets.exceptions import ConnectionClosed, ConnectionClosedError, ConnectionClosedOK
from websockets.frames import Close

from ten_lite.runtime.transport import AsgiEvent, Receive, Send
from ten_lite.wire.codec import Wire

__all__ = ["AsgiSocket"]

ABNORMAL, TOO_BIG = 1006, 1009
FINE = (1000, 1001)
MAX_UTF8_BYTES = 4  # of a character


class AsgiSocket:
    """Behaves like a connection of ``websockets``; see ``line.Socket``.

    Args:
        receive: Brings the server's next event.
        send: Takes one.
        max_bytes: A longer message closes the connection (1009).
    """

    def __init__(self, receive: Receive, send: Send, *, max_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._max_bytes = max_bytes
        self._coming: asyncio.Task[AsgiEvent] | None = None
        self._closed: asyncio.Future[ConnectionClosed] = asyncio.get_running_loop().create_future()

    async def recv(self) -> Wire:
        """The next message; who is cancelled while waiting loses none.

        Raises:
            ConnectionClosed: There will be none.
        """
        event = await self._next()
        if event["type"] != "websocket.receive":
            self._is_closed(event.get("code") or ABNORMAL, event.get("reason") or "")
            raise self._closed.result()
        text = event.get("text")
        wire: Wire = text if text is not None else event["bytes"]
        if _is_longer(wire, self._max_bytes):
            await self.close(TOO_BIG, f"a message has more than {self._max_bytes} bytes")
            raise self._closed.result()
        return wire

    async def send(self, message: Wire) -> None:
        """Send one.

        Raises:
            ConnectionClosed: Nobody is there.
        """
        if self._closed.done():
            raise self._closed.result()
        key = "text" if isinstance(message, str) else "bytes"
        await self._tell({"type": "websocket.send", key: message})

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Part; whoever waits for a message is told."""
        if not self._closed.done():
            self._is_closed(code, reason, by_us=True)
            await self._tell({"type": "websocket.close", "code": code, "reason": reason})

    def drop(self) -> None:
        """The server is told no more, and asked for nothing."""
        self._is_closed(ABNORMAL, "")
        if self._coming is not None:
            self._coming.cancel()

    async def _next(self) -> AsgiEvent:
        if not self._closed.done():
            if self._coming is None:
                self._coming = asyncio.ensure_future(self._receive())
            waiting: set[asyncio.Future[Any]] = {self._coming, self._closed}
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if self._closed.done() or self._coming is None:
            raise self._closed.result()
        coming, self._coming = self._coming, None
        return coming.result()

    async def _tell(self, event: AsgiEvent) -> None:
        try:
            await self._send(event)
        except (OSError, RuntimeError) as error:  # by the server's taste: the client is gone
            self._is_closed(ABNORMAL, str(error))
            raise self._closed.result() from None

    def _is_closed(self, code: int, reason: str, *, by_us: bool = False) -> None:
        if self._closed.done():
            return
        kind = ConnectionClosedOK if code in FINE else ConnectionClosedError
        frame = Close(code, reason) if code != ABNORMAL else None
        self._closed.set_result(kind(None, frame) if by_us else kind(frame, None))


def _is_longer(wire: Wire, most: int) -> bool:
    if isinstance(wire, str) and len(wire) <= most < MAX_UTF8_BYTES * len(wire):
        return len(wire.encode(errors="replace")) > most
    return len(wire) > most
