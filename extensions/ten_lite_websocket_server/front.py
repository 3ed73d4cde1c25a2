"""The first bytes of a connection: a WebSocket, or plain HTTP."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Literal

from websockets.asyncio.server import ServerConnection

from ten_lite_websocket_server.handshake import Admission
from ten_lite_websocket_server.http.connection import HttpConnection
from ten_lite_websocket_server.http.router import Router

__all__ = ["Front", "protocol_of"]

DECIDE_S = 10.0
"""From the first byte on."""
SILENT_S = 15.0
"""Without one: browsers open connections to spare, and close those that they do not need after
10 s. What they begin to use in that moment must not be cut."""
MAX_HEAD_BYTES = 16_384


def protocol_of(head: bytes) -> Literal["websocket", "http"] | None:
    """What a client speaks that began with ``head``; None: that cannot be told yet.

    A WebSocket begins as a GET with ``Upgrade: websocket`` (RFC 6455, 4.1). What is no HTTP at all
    is called so, for HTTP has an answer to it.
    """
    if not head.lstrip(b"\r\n")[:1].isalpha() and head.strip(b"\r\n"):
        return "http"
    lines = head.replace(b"\r\n", b"\n").lstrip(b"\n")
    whole, end, _ = lines.partition(b"\n\n")
    if not end and len(head) <= MAX_HEAD_BYTES:
        return None
    for line in whole.split(b"\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"upgrade" and value.strip().lower() == b"websocket":
            return "websocket"
    return "http"


class Front(ServerConnection):
    """Waits until it is known what the client speaks, and is that from then on.

    A subclass is made for each server.

    Attributes:
        connections: Those that are open.
        router: Answers what comes over plain HTTP.
        admission: What was decided about the handshake, if the client comes in.
    """

    connections: ClassVar[set[Front]]
    router: ClassVar[Router]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.http: HttpConnection | None = None
        self.admission: Admission | None = None
        self._head = bytearray()
        self._speaks: Literal["websocket", "http"] | None = None
        self._too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there."""
        assert isinstance(transport, asyncio.Transport)
        self.connections.add(self)
        self.front: asyncio.Transport = transport
        self._give(SILENT_S)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._speaks == "websocket":
            super().data_received(data)
        elif self.http is not None:
            self.http.data_received(data)
        else:
            if not self._head:
                self._give(DECIDE_S)
            self._head += data
            self._speaks = protocol_of(bytes(self._head))
            if self._speaks is not None:
                self._begin()

    def eof_received(self) -> bool | None:  # type: ignore[override]
        """The client sends no more."""
        if self._speaks == "websocket":
            return super().eof_received()
        if self.http is not None:
            self.http.data_received(b"")
        else:
            self.front.close()
        return self.front.get_extra_info("sslcontext") is None  # TLS knows no half-open connection

    def pause_writing(self) -> None:
        """The client does not read."""
        if self.http is not None:
            self.http.pause_writing()
        else:
            super().pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        if self.http is not None:
            self.http.resume_writing()
        else:
            super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._decided()
        if self._speaks == "websocket":
            super().connection_lost(exc)
        elif self.http is not None:
            self.http.connection_lost()
        self.connections.discard(self)

    def _begin(self) -> None:
        self._decided()
        head, self._head = bytes(self._head), bytearray()
        if self._speaks == "websocket":
            super().connection_made(self.front)
            super().data_received(head)
            return
        peer = self.front.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) else ""
        self.http = HttpConnection(self.front, self.router.answer, peer=address)
        self.http.data_received(head)

    def _give(self, seconds: float) -> None:
        """Cut it off then, unless it is known what it speaks."""
        self._decided()
        self._too_late = asyncio.get_running_loop().call_later(seconds, self.front.abort)

    def _decided(self) -> None:
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None
