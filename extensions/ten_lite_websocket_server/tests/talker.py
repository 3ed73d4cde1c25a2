"""A client that keeps count of its messages and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ten_lite.runtime import App
from ten_lite.wire.ten_bin import HEADER

__all__ = ["PROTOCOL", "Talker"]

PROTOCOL = "ten-lite.v1.bin"


class Talker:
    """A client that keeps count, and comes back.

    Attributes:
        ready: The server's first message of the last connection.
        got: What the server has sent, each message once.
        sent: What this client has counted.
        history: What it says was said.
    """

    def __init__(self, app: App, *, token: str = "") -> None:
        self._url = app.urls["ws"]
        self._token = token
        self.ready: dict[str, Any] = {}
        self.got: list[Any] = []
        self.sent: list[Any] = []
        self.history: list[dict[str, str]] = []

    async def come(self, *, resume: bool = True) -> None:
        self.socket: ClientConnection = await connect(
            self._url, subprotocols=[PROTOCOL], compression=None, proxy=None
        )
        assert self.socket.subprotocol == PROTOCOL
        data: dict[str, Any] = {"token": self._token} if self._token else {}
        if resume and self.ready:
            data["resume"] = {
                "token": self.ready["resume_token"],
                "received": len(self.got),
                "sent": len(self.sent),
            }
            if self.history:
                data["resume"]["history"] = self.history
        await self.socket.send(json.dumps({"type": "hello", "data": data}))
        first = json.loads(await self.socket.recv())
        assert first["type"] == "ready", first
        self.ready = first["data"]
        if not self.ready["resumed"]:
            self.got, self.sent = [], []
        for wire in self.sent[self.ready["received"] :]:
            await self.socket.send(wire)
        self._reader = asyncio.create_task(self._read(), name="talker reads")

    async def _read(self) -> None:
        try:
            async for wire in self.socket:
                message = json.loads(wire) if isinstance(wire, str) else wire
                if isinstance(wire, bytes) or message["type"] not in ("ack", "ping"):
                    self.got.append(message)
        except ConnectionClosed:
            pass

    async def say(self, wire: str | bytes) -> None:
        self.sent.append(wire)
        with contextlib.suppress(ConnectionClosed):  # it is sent again
            await self.socket.send(wire)

    def sound(self) -> bytes:
        """All that came, whatever a flush has thrown away."""
        heard = b""
        for message in self.got:
            if isinstance(message, bytes):
                heard += message[HEADER.size :]
        return heard

    async def vanish(self) -> None:
        self.socket.transport.abort()
        await self._reader

    async def leave(self) -> None:
        await self.socket.close()
        await self._reader
