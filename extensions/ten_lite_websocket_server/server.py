"""The listening socket: handshakes, limits, a session for each client, and plain HTTP GETs."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request as Handshake
from websockets.http11 import Response as Reply
from websockets.typing import Subprotocol

from ten_lite.errors import TenLiteError
from ten_lite.runtime.transport import AsgiApp, SessionHost, TransportServer
from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.api import add_api
from ten_lite_websocket_server.asgi import AsgiServer
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.front import Front
from ten_lite_websocket_server.guard import Guard
from ten_lite_websocket_server.handshake import Door, Refusal
from ten_lite_websocket_server.http import Request, Router
from ten_lite_websocket_server.pages import add_pages
from ten_lite_websocket_server.reception import CLOSE_TIMEOUT_S, Reception
from ten_lite_websocket_server.static import add_page
from ten_lite_websocket_server.telephony import add_telephony
from ten_lite_websocket_server.tls import Certificate

__all__ = ["WebsocketServer"]

OPEN_TIMEOUT_S = 10.0
FRAMES_WAITING = 16
BACKLOG = 1_024  # clients that come at once wait here, and not for their second attempt
WRITE_BUFFER_BYTES = 32_768


class WebsocketServer(TransportServer[WebsocketServerConfig]):
    """Serves clients over WebSockets, and operators and pages over HTTP."""

    def __init__(self, config: WebsocketServerConfig, host: SessionHost) -> None:
        super().__init__(config, host)
        self._server: Server | None = None
        self._handlers: set[asyncio.Task[None]] = set()
        self._connections: set[Front] = set()
        token = config.token.get_secret_value() if config.token is not None else ""
        self._access = Access(token)
        self._reception = Reception(config, host, self._access)
        self._door = Door(config, self._access)
        self._router = Router(self._knows_the_token)
        add_pages(self._router, host)
        add_page(self._router)
        add_telephony(self._router, self._access)
        add_api(self._router, host, config)
        self._port = config.port

    async def start(self) -> None:
        """Listen.

        Raises:
            TenLiteError: The port is in use, the address is not one of this machine, or the
                certificate cannot be used.
        """
        config = self.config

        class Connection(Front):
            """One of this server's, known from its first byte on, so that none outlives it."""

            connections = self._connections
            router = self._router

        secure: dict[str, Any] = {}
        if config.tls_certificate is not None:
            certificate = Certificate(config.tls_certificate, config.tls_key)
            secure = {"ssl": certificate.context, "ssl_handshake_timeout": OPEN_TIMEOUT_S}
        try:
            self._server = await serve(
                self._handle,
                config.host,
                config.port,
                create_connection=Connection,
                process_request=self._refuse_handshake,
                select_subprotocol=_subprotocol,
                compression=None,  # speech does not shrink, and a bomb cannot be sent
                max_size=config.max_message_bytes,
                max_queue=FRAMES_WAITING,
                write_limit=WRITE_BUFFER_BYTES,
                open_timeout=OPEN_TIMEOUT_S,
                close_timeout=CLOSE_TIMEOUT_S,
                ping_interval=config.ping_interval_s,
                ping_timeout=config.ping_timeout_s,
                server_header=None,
                backlog=BACKLOG,
                logger=_protocol_logger(),
                **secure,
            )
        except OSError as error:
            raise TenLiteError(_cannot_listen(config, error)) from error
        self._port = self._server.sockets[0].getsockname()[1]

    def asgi(self) -> AsgiApp:
        """The same without a port: another server brings the connections."""
        self._router.wrap(Guard("", self.config.allowed_origins))
        door = Door(self.config, self._access, listening="")
        return AsgiServer(self.config, self.host, door, self._reception, self._router)

    @property
    def urls(self) -> Mapping[str, str]:
        """The WebSocket and the HTTP address."""
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        s = "s" if self.config.tls_certificate is not None else ""
        return {"ws": f"ws{s}://{host}:{self._port}/ws", "http": f"http{s}://{host}:{self._port}/"}

    async def stop_accepting(self) -> None:
        """Close the listening socket; clients that are connected stay."""
        if self._server is not None:
            self._server.close(close_connections=False)

    async def stop(self) -> None:
        """Wait until every client is gone; their sessions have been told to end."""
        await self.stop_accepting()
        await self._reception.stop(2 * CLOSE_TIMEOUT_S)
        if self._handlers:
            _, late = await asyncio.wait(self._handlers, timeout=2 * CLOSE_TIMEOUT_S)
            for task in late:
                task.cancel()
        for connection in self._connections:  # handshakes that hang, clients that do not close
            connection.front.abort()
        if self._server is not None:
            await self._server.wait_closed()

    async def _handle(self, socket: ServerConnection) -> None:
        task = asyncio.current_task()
        assert task is not None
        assert isinstance(socket, Front)
        assert socket.admission is not None
        self._handlers.add(task)
        try:
            await self._reception.receive(socket, socket.admission.visit)
        finally:
            socket.transport.abort()  # unless it was closed
            self._handlers.discard(task)

    def _knows_the_token(self, request: Request) -> bool:
        return self._access.allows(self._access.token_of(request.headers) or "")

    def _refuse_handshake(self, socket: ServerConnection, request: Handshake) -> Reply | None:
        assert isinstance(socket, Front)
        if self.host.draining:
            return socket.respond(HTTPStatus.SERVICE_UNAVAILABLE, "Shutting down.\n")
        found = self._door.decide(request.path, list(request.headers.raw_items()))
        if isinstance(found, Refusal):
            return socket.respond(found.status, found.text)
        socket.admission = found  # decided once, as a ticket may be over a moment later
        return None


def _subprotocol(socket: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    assert isinstance(socket, Front)
    name = socket.admission.subprotocol if socket.admission is not None else None
    return None if name is None else Subprotocol(name)


def _protocol_logger() -> logging.Logger:
    found = logging.getLogger("ten_lite.websocket_server.protocol")
    found.addFilter(_calm)
    return found


def _calm(record: logging.LogRecord) -> bool:
    """What is not HTTP is the client's mistake; websockets 15 logs a traceback for it."""
    if record.msg == "opening handshake failed":
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return record.levelno > logging.DEBUG  # below, it shows what is in the frames


def _cannot_listen(config: WebsocketServerConfig, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {config.port} of {config.host} is in use: stop the other program, "
            "or use --port with another number (0 takes a free one)"
        )
    return f"cannot listen on {config.host}:{config.port}: {error.strerror or error}"
