"""What servers that stream language over HTTP have in common: requests, faults, server-sent events.

It runs in the loop of the test, so it works in virtual time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Self

from ten_lite.testing.providers.multipart import parse_form

__all__ = ["ChatRequest", "ChatServer", "EventWire", "Fault", "Refusal"]


class Fault(Enum):
    """What a server may do in the middle of an answer.

    ``STALL`` sends nothing more and keeps the connection; ``DISCONNECT`` breaks it; ``CUT`` ends
    the answer in good order, but without a finish reason.
    """

    STALL = "stall"
    DISCONNECT = "disconnect"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP error with an error body of the provider's shape.

    Attributes:
        status: The HTTP status, from 400.
        code: The provider's word for it.
        message: Its text.
        headers: More headers, ``retry-after`` say.
    """

    status: int
    code: str = ""
    message: str = "refused by the script"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ChatRequest:
    """A request as it arrived, and how it ended.

    Attributes:
        path: The path of its URL.
        headers: Its headers, names in lower case.
        body: The JSON it carried, or the fields of its form.
        closed_early: Whether the client went away before the answer was complete.
        ended: Set when the answer is complete or the client has gone.
        ended_at_s: When that was, on the loop's clock.
        at_s: When it arrived.
    """

    path: str
    headers: Mapping[str, str]
    body: Any
    closed_early: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    ended_at_s: float = 0.0
    at_s: float = 0.0


class ChatServer(ABC):
    """A server on 127.0.0.1; an async context manager. Subclasses write ``answer``.

    Attributes:
        requests: All there were, refused ones among them.
        connections: How many connections were opened.
        piece_bytes: Size of the pieces an answer is sent in; 0: as the events are.
    """

    def __init__(self) -> None:
        self.requests: list[ChatRequest] = []
        self.connections = 0
        self.piece_bytes = 0
        self._at_work: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """``http://127.0.0.1:PORT``."""
        assert self._server is not None, "the server is not running"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @abstractmethod
    async def answer(self, request: ChatRequest, wire: EventWire) -> None:
        """Answer ``request``."""

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: asyncio.StreamReaderProtocol(_Reader(loop=loop), self._serve),
            "127.0.0.1",
            0,
        )
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert isinstance(reader, _Reader)
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        self.connections += 1
        try:
            while (request := await _read_request(reader)) is not None:
                request.at_s = asyncio.get_running_loop().time()
                self.requests.append(request)
                try:
                    await self.answer(request, EventWire(reader, writer, self.piece_bytes))
                except ConnectionError:
                    request.closed_early = True
                    break
                finally:
                    request.ended_at_s = asyncio.get_running_loop().time()
                    request.ended.set()
        except (ConnectionError, Broken, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client, the script or the test has had enough
        finally:
            self._at_work.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


class Broken(Exception):
    """The script broke the connection."""


class _Reader(asyncio.StreamReader):
    """Says when the client is gone, without reading what it may send."""

    def __init__(self, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


class EventWire:
    """One answer on its way."""

    def __init__(self, reader: _Reader, writer: asyncio.StreamWriter, piece_bytes: int) -> None:
        self._reader = reader
        self._writer = writer
        self._piece_bytes = piece_bytes
        self.over = False

    def refuse(self, status: int, body: Any, headers: Mapping[str, str]) -> None:
        """Answer with an HTTP error."""
        data = json.dumps(body).encode()
        fields = {
            "content-type": "application/json",
            "content-length": str(len(data)),
            **headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self._writer.write(f"HTTP/1.1 {status} Refused\r\n{lines}\r\n".encode() + data)

    def open(
        self,
        headers: Mapping[str, str],
        *,
        content_type: str = "text/event-stream; charset=utf-8",
    ) -> None:
        """Begin a stream of events, or of something else."""
        fields = {"content-type": content_type, "transfer-encoding": "chunked", **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self._writer.write(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode())

    def send(self, data: bytes) -> None:
        """Send ``data`` as it is."""
        size = self._piece_bytes or len(data)
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            self._writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")

    async def flush(self) -> None:
        """Wait until what was sent has left.

        Raises:
            ConnectionResetError: The client has gone.
        """
        await self._writer.drain()
        if self._reader.gone.is_set():
            raise ConnectionResetError

    async def pause(self, seconds: float) -> None:
        """Wait, at most until the client goes."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._reader.gone.wait()

    async def fault(self, fault: Fault) -> None:
        """Fail like this; ``over`` is true after it."""
        self.over = True
        if fault is Fault.STALL:
            await self._reader.gone.wait()
            raise ConnectionResetError
        if fault is Fault.DISCONNECT:
            self._writer.transport.abort()
            raise Broken
        await self.close()

    async def close(self) -> None:
        """End the answer in good order."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()


async def _read_request(reader: asyncio.StreamReader) -> ChatRequest | None:
    """The next request of a connection; None when there is none."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    request_line, *lines = head.rstrip().split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/"):
        content: Any = parse_form(kind, body)
    else:
        content = json.loads(body) if body else {}
    return ChatRequest(request_line.split(" ")[1], headers, content)
