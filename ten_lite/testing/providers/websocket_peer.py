"""The server's end of a WebSocket, on a connection that has begun as HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from typing import Any

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from ten_lite.testing.providers.http_request import HttpRequest

__all__ = ["WebSocketPeer", "wants_websocket"]

server_log = logging.getLogger(__name__)
server_log.setLevel(logging.WARNING)  # what else is found in the log is the client's

LONGEST_MESSAGE = 2**24


def wants_websocket(request: HttpRequest) -> bool:
    """Whether ``request`` asks for a WebSocket."""
    return request.headers.get("upgrade", "").lower() == "websocket"


class WebSocketPeer:
    """Answers the request, then sends and receives whole messages.

    Args:
        request: What the client asked.
        reader: The rest of the connection.
        writer: The other way.
    """

    def __init__(
        self, request: HttpRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._protocol = ServerProtocol(max_size=LONGEST_MESSAGE, logger=server_log)
        self._messages: deque[str | bytes] = deque()
        lines = [f"{request.method} {request.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in request.headers.items()]
        self._protocol.receive_data("\r\n".join([*lines, "", ""]).encode("latin-1"))
        (self._request,) = self._protocol.events_received()

    @property
    def close_code(self) -> int | None:
        """How it ended; 1006 without a word; None while it lasts."""
        said = self._protocol.close_rcvd
        return said.code if said is not None else self._protocol.close_code

    async def accept(self) -> None:
        """Open the WebSocket."""
        assert isinstance(self._request, Request)
        self._protocol.send_response(self._protocol.accept(self._request))
        await self._write()

    async def receive(self) -> str | bytes | None:
        """The next message; None when the client is gone.

        Raises:
            ValueError: It is of several frames, which no client here sends.
        """
        while not self._messages:
            if self._protocol.close_rcvd is not None:
                return None
            data = await self._reader.read(2**16)
            if data:
                self._protocol.receive_data(data)
            else:
                self._protocol.receive_eof()
            for event in self._protocol.events_received():
                self._take(event)
            await self._write()
            if not data:
                return None
        return self._messages.popleft()

    async def send(self, message: Any) -> None:
        """Send ``message``: text as it is, anything else as JSON."""
        text = message if isinstance(message, str) else json.dumps(message)
        self._protocol.send_text(text.encode())
        await self._write()

    async def close(self, code: int, reason: str = "") -> None:
        """End it with ``code``; 1006 stands for a cut without one."""
        if code == 1006:
            self._writer.transport.abort()
            self._protocol.receive_eof()
            return
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code, reason)
            await self._write()

    def _take(self, event: Any) -> None:
        if not isinstance(event, Frame):
            return
        if event.opcode is Opcode.CONT or not event.fin:
            raise ValueError("a message of several frames")
        if event.opcode is Opcode.TEXT:
            self._messages.append(bytes(event.data).decode())
        elif event.opcode is Opcode.BINARY:
            self._messages.append(bytes(event.data))

    async def _write(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._writer.write(data)
        await self._writer.drain()
