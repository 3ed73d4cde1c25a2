"""What fakes of providers with a WebSocket share: the server, who may connect, and the records."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import ClassVar, Generic, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

__all__ = ["WebSocketCall", "WebSocketFake", "WebSocketPlan"]

server_log = logging.getLogger(f"{__name__}.socket")
server_log.setLevel(logging.WARNING)  # what else is found in the log is the client's


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSocketPlan:
    """How one connection goes.

    Attributes:
        status: Refuse the handshake with this HTTP status; 0: do not.
        reason: What is said then.
        connect_delay_s: Before the handshake is answered.
        reads: False: read nothing at all, as a machine that hangs.
    """

    status: int = 0
    reason: str = ""
    connect_delay_s: float = 0.0
    reads: bool = True


@dataclass(slots=True, kw_only=True)
class WebSocketCall:
    """What one connection brought.

    Attributes:
        at_s: When it came, on the loop's clock.
        path: Path of the request.
        query: Its parameters.
        headers: Its headers, names in lower case.
        status: The answer: 101, or the status it was refused with.
        close_code: How it ended; None while it lasts.
    """

    at_s: float
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 101
    close_code: int | None = None


PlanT = TypeVar("PlanT", bound=WebSocketPlan)
CallT = TypeVar("CallT", bound=WebSocketCall)


class WebSocketFake(ABC, Generic[PlanT, CallT]):
    """A server on 127.0.0.1 that speaks one provider's protocol; an async context manager.

    Args:
        call: Makes the record of a connection.
        api_key: The key it takes.

    Attributes:
        calls: Every request for a connection that came, refused ones too.
        url: Its ``base_url``, once entered.
        reason_header: Where a refusal says why as well; "": in the body only.
    """

    reason_header: ClassVar[str] = ""

    def __init__(self, call: type[CallT], *, api_key: str) -> None:
        self._call = call
        self._api_key = api_key
        self.calls: list[CallT] = []
        self.url = ""
        self._opened: dict[ServerConnection, tuple[CallT, PlanT]] = {}
        self._closing = asyncio.Event()

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``."""
        return {"api_key": self._api_key, "base_url": self.url}

    async def __aenter__(self) -> Self:
        self._server: Server = await serve(
            self._converse,
            "127.0.0.1",
            0,
            process_request=self._admit,
            compression=None,
            ping_interval=None,
            close_timeout=0.1,
            max_size=2**24,
            logger=server_log,
        )
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        self.hang_up()
        self._server.close()
        await self._server.wait_closed()

    def hang_up(self) -> None:
        """Break every connection."""
        for connection in self._opened:
            connection.transport.abort()

    @abstractmethod
    def _next_plan(self) -> PlanT:
        """How the connection that is asked for now goes."""

    @abstractmethod
    def _refusal(self, call: CallT) -> tuple[int, str]:
        """An HTTP status and words for a request that the provider refuses; 0 for a good one."""

    @abstractmethod
    async def _serve(self, connection: ServerConnection, call: CallT, plan: PlanT) -> None:
        """Converse until either end has enough, or the connection is lost."""

    async def _hang(self, connection: ServerConnection) -> None:
        """Read nothing any more, until the client has had enough."""
        connection.transport.pause_reading()
        await connection.wait_closed()

    def _refusal_body(self, status: int, reason: str) -> str:
        return reason

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        call = self._call(
            at_s=asyncio.get_running_loop().time(),
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in request.headers.raw_items()},
        )
        self.calls.append(call)
        plan = self._next_plan()
        self._opened[connection] = (call, plan)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(plan.connect_delay_s):
                await self._closing.wait()
        status, reason = (plan.status, plan.reason) if plan.status else self._refusal(call)
        if not status:
            return None
        call.status = status
        response = connection.respond(HTTPStatus(status), self._refusal_body(status, reason))
        if self.reason_header:
            response.headers[self.reason_header] = reason
        return response

    async def _converse(self, connection: ServerConnection) -> None:
        call, plan = self._opened[connection]
        try:
            await self._serve(connection, call, plan)
        except ConnectionClosed:
            pass
        finally:
            call.close_code = connection.close_code
