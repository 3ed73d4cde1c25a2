"""The listening socket: handshakes, limits, a session for each client, and plain HTTP GETs."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Mapping
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request as Handshake
from websockets.http11 import Response as Reply
from websockets.typing import Origin

from ten_lite.errors import TenLiteError
from ten_lite.runtime.session import INTERNAL_ERROR
from ten_lite.runtime.transport import SessionHost, TransportServer
from ten_lite.wire import ten
from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.api import add_api
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.front import Front
from ten_lite_websocket_server.http import Request, Router
from ten_lite_websocket_server.pages import add_pages

__all__ = ["WebsocketServer"]

logger = logging.getLogger("ten_lite.websocket_server")

PATHS = ("/", "/ws")
TRY_AGAIN_LATER, POLICY_VIOLATION = 1013, 1008
ONLY_ONE = "Connection rejected: only one connection allowed"
OPEN_TIMEOUT_S = 10.0
LAST_WORDS_S, CLOSE_TIMEOUT_S = 0.3, 0.6  # together under the second that an end may take
FRAMES_WAITING = 16
WRITE_BUFFER_BYTES = 32_768
REASON_BYTES = 123  # what a close frame has room for


class WebsocketServer(TransportServer[WebsocketServerConfig]):
    """Serves ``/`` and ``/ws`` to clients, ``/healthz`` to operators."""

    def __init__(self, config: WebsocketServerConfig, host: SessionHost) -> None:
        super().__init__(config, host)
        self._server: Server | None = None
        self._handlers: set[asyncio.Task[None]] = set()
        self._connections: set[Front] = set()
        token = config.token.get_secret_value() if config.token is not None else ""
        self._access = Access(token)
        self._router = Router(self._knows_the_token)
        add_pages(self._router, host)
        add_api(self._router, host, config)
        self._port = config.port

    async def start(self) -> None:
        """Listen.

        Raises:
            TenLiteError: The port is in use or the address is not one of this machine.
        """
        config = self.config

        class Connection(Front):
            """One of this server's, known from its first byte on, so that none outlives it."""

            connections = self._connections
            router = self._router

        try:
            self._server = await serve(
                self._handle,
                config.host,
                config.port,
                create_connection=Connection,
                process_request=self._refuse_handshake,
                origins=[None, *map(Origin, config.allowed_origins)],
                compression=None,  # speech does not shrink, and a bomb cannot be sent
                max_size=config.max_message_bytes,
                max_queue=FRAMES_WAITING,
                write_limit=WRITE_BUFFER_BYTES,
                open_timeout=OPEN_TIMEOUT_S,
                close_timeout=CLOSE_TIMEOUT_S,
                ping_interval=config.ping_interval_s,
                ping_timeout=config.ping_timeout_s,
                server_header=None,
                logger=_protocol_logger(),
            )
        except OSError as error:
            raise TenLiteError(_cannot_listen(config, error)) from error
        self._port = self._server.sockets[0].getsockname()[1]

    @property
    def urls(self) -> Mapping[str, str]:
        """The WebSocket and the HTTP address."""
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        return {"ws": f"ws://{host}:{self._port}/ws", "http": f"http://{host}:{self._port}/"}

    async def stop_accepting(self) -> None:
        """Close the listening socket; clients that are connected stay."""
        if self._server is not None:
            self._server.close(close_connections=False)

    async def stop(self) -> None:
        """Wait until every client is gone; their sessions have been told to end."""
        await self.stop_accepting()
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
        self._handlers.add(task)
        try:
            if self.host.session_count >= self.config.max_sessions:
                await self._turn_away(socket)
            else:
                await self._serve(socket)
        finally:
            self._handlers.discard(task)

    async def _turn_away(self, socket: ServerConnection) -> None:
        if self.config.max_sessions == 1:
            await _part(socket, POLICY_VIOLATION, "only one connection allowed", ONLY_ONE)
        else:
            limit = self.config.max_sessions
            error = f"the server is full ({limit} sessions); try later"
            await _part(socket, TRY_AGAIN_LATER, "the server is full", error)

    async def _serve(self, socket: ServerConnection) -> None:
        try:
            session = await self.host.open_session(socket)
        except Exception:
            logger.exception("a session could not be started")
            error = "the session could not be started"
            await _part(socket, INTERNAL_ERROR, error, error)
            return
        logger.info("session %s opened", session.id)
        try:
            await session.ended.wait()
            if session.end_code != 1000:  # last words, an error message say, are still on the way
                await session.drain(LAST_WORDS_S, only_transports=True)
        finally:
            await self.host.close_session(session)
            logger.info("session %s closed: %s", session.id, session.end_reason)
        await _part(socket, session.end_code, session.end_reason)

    def _knows_the_token(self, request: Request) -> bool:
        return self._access.allows(self._access.token_of(request.headers) or "")

    def _refuse_handshake(self, socket: ServerConnection, request: Handshake) -> Reply | None:
        path = request.path.partition("?")[0]
        if path not in PATHS:
            return socket.respond(HTTPStatus.NOT_FOUND, "Not found. WebSocket: / or /ws\n")
        if self.host.draining:
            return socket.respond(HTTPStatus.SERVICE_UNAVAILABLE, "Shutting down.\n")
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        offered = request.headers.get_all("Sec-WebSocket-Protocol")
        names = [name.strip() for line in offered for name in line.split(",")]
        if not self._access.allows(self._access.token_of(headers, names) or ""):
            return socket.respond(HTTPStatus.UNAUTHORIZED, "The server's token is missing.\n")
        return None


def _protocol_logger() -> logging.Logger:
    found = logging.getLogger("ten_lite.websocket_server.protocol")
    found.addFilter(_calm)
    return found


def _calm(record: logging.LogRecord) -> bool:
    """What is not HTTP is the client's mistake; websockets 15 logs a traceback for it."""
    if record.msg == "opening handshake failed":
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return record.levelno > logging.DEBUG  # below, it shows what is in the frames


async def _part(socket: ServerConnection, code: int, reason: str, error: str = "") -> None:
    """Tell the client why, and close; in bounded time, whether it reads or not."""
    reason = reason.encode()[:REASON_BYTES].decode(errors="ignore")
    try:
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            if error:
                await socket.send(ten.error_text(error))
            await socket.close(code, reason)
    except ConnectionClosed:
        pass
    except TimeoutError:
        socket.transport.abort()


def _cannot_listen(config: WebsocketServerConfig, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {config.port} of {config.host} is in use: stop the other program, "
            "or use --port with another number (0 takes a free one)"
        )
    return f"cannot listen on {config.host}:{config.port}: {error.strerror or error}"
