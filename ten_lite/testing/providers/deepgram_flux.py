"""Flux on 127.0.0.1: Deepgram's listen v2, its rules, and the ways it fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from ten_lite.testing.providers.deepgram_flux_ear import FluxEar
from ten_lite.testing.providers.deepgram_flux_rules import check_query, check_text

__all__ = ["FakeFlux", "FluxCall", "FluxPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FluxPlan:
    """How one connection goes.

    Attributes:
        status: Refuse the handshake with this HTTP status; 0: do not.
        reason: What the ``dg-error`` header says then.
        connect_delay_s: Before the handshake is answered.
        drop_after_ms: End the connection after this much sound; None: do not.
        close_code: How: a WebSocket close code, or 1006 for a cut without one.
        deaf_after_ms: Tell nothing more after this much sound; pings are answered.
        reads: False: read nothing at all, as a machine that hangs.
        eager_after_ms: Silence after which it is almost sure that a turn is over.
        end_after_ms: Silence after which it is sure.
        times_words: False: words have no times.
        languages: What is detected by flux-general-multi.
        first_messages: Texts sent as they are when the connection opens.
    """

    status: int = 0
    reason: str = ""
    connect_delay_s: float = 0.0
    drop_after_ms: int | None = None
    close_code: int = 1011
    deaf_after_ms: int | None = None
    reads: bool = True
    eager_after_ms: int = 200
    end_after_ms: int = 400
    times_words: bool = True
    languages: tuple[str, ...] = ()
    first_messages: tuple[str, ...] = ()


@dataclass(slots=True)
class FluxCall:
    """What one connection brought.

    Attributes:
        at_s: When it came, on the loop's clock.
        path: Path of the request.
        query: Its parameters.
        headers: Its headers, names in lower case.
        status: The answer: 101, or the status it was refused with.
        sound: The samples that came.
        chunks_ms: How long each message with sound was.
        texts: The controls that came.
        error: The code of the ``Error`` it was sent.
        close_code: How it ended; None while it lasts.
    """

    at_s: float
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 101
    sound: bytearray = field(default_factory=bytearray)
    chunks_ms: list[float] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""
    close_code: int | None = None


class FakeFlux:
    """Understands the words of ``say_numbers``; an async context manager.

    Args:
        api_key: The key it takes.

    Attributes:
        plans: How the next connections go, in order; then ``plan`` holds.
        plan: How all others go.
        calls: Every request that came, refused ones too.
        url: Its ``base_url``, once entered.
    """

    def __init__(self, *, api_key: str = "dg-key") -> None:
        self._api_key = api_key
        self.plans: deque[FluxPlan] = deque()
        self.plan = FluxPlan()
        self.calls: list[FluxCall] = []
        self.url = ""
        self._opened: dict[ServerConnection, tuple[FluxCall, FluxPlan]] = {}

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """What a node needs to talk to it."""
        return {"base_url": self.url, "api_key": self._api_key, "model": "flux-general-en"}

    async def __aenter__(self) -> Self:
        self._closing = asyncio.Event()
        self._server: Server = await serve(
            self._converse,
            "127.0.0.1",
            0,
            process_request=self._admit,
            compression=None,
            ping_interval=None,
            close_timeout=0.1,
            max_size=2**24,
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
        for connection in self._opened:
            connection.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        call = FluxCall(asyncio.get_running_loop().time(), parts.path, query, headers)
        self.calls.append(call)
        plan = self.plans.popleft() if self.plans else self.plan
        self._opened[connection] = (call, plan)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(plan.connect_delay_s):
                await self._closing.wait()
        status, reason = plan.status, plan.reason
        if not status and headers.get("authorization") != f"Token {self._api_key}":
            status, reason = 401, "Invalid credentials."
        if not status and parts.path != "/v2/listen":
            status, reason = 404, f"No such path: {parts.path}"
        if not status and (wrong := check_query(query)):
            status, reason = 400, wrong
        if not status:
            return None
        call.status = status
        response = connection.respond(HTTPStatus(status), "")
        response.headers["dg-error"] = reason
        return response

    async def _converse(self, connection: ServerConnection) -> None:
        call, plan = self._opened[connection]
        try:
            await connection.send(json.dumps({"type": "Connected", "sequence_id": 0}))
            for text in plan.first_messages:
                await connection.send(text)
            await self._listen(connection, call, plan)
        except ConnectionClosed:
            pass
        finally:
            call.close_code = connection.close_code

    async def _listen(self, connection: ServerConnection, call: FluxCall, plan: FluxPlan) -> None:
        ear = _ear(call.query, plan)
        bytes_per_ms = int(call.query["sample_rate"][0]) * 2 / 1000
        if not plan.reads:
            connection.transport.pause_reading()
            await connection.wait_closed()
        while True:
            message = await connection.recv()
            if isinstance(message, str):
                control, wrong = check_text(message)
                call.texts.append(control)
                if wrong:
                    call.error = "UNPARSABLE_CLIENT_MESSAGE"
                    error = {"type": "Error", "code": call.error, "description": wrong}
                    await connection.send(json.dumps(error))
                    await connection.close(1011)
                    return
                if control["type"] == "CloseStream":
                    await connection.close()
                    return
                told = list(ear.end_turn()) if control["type"] == "ForceEndTurn" else []
            else:
                call.chunks_ms.append(len(message) / bytes_per_ms)
                call.sound += message
                told = list(ear.hear(message))
            heard_ms = len(call.sound) / bytes_per_ms
            if plan.deaf_after_ms is None or heard_ms < plan.deaf_after_ms:
                for result in told:
                    await connection.send(json.dumps(result))
            if plan.drop_after_ms is not None and heard_ms >= plan.drop_after_ms:
                if plan.close_code == 1006:
                    connection.transport.abort()
                else:
                    await connection.close(plan.close_code, "told to")
                return


def _ear(query: Mapping[str, list[str]], plan: FluxPlan) -> FluxEar:
    is_sure = float(query.get("eot_threshold", ["0.7"])[0]) < 1
    timeout_ms = int(query.get("eot_timeout_ms", ["5000"])[0])
    return FluxEar(
        int(query["sample_rate"][0]),
        eager_after_ms=plan.eager_after_ms if "eager_eot_threshold" in query else None,
        end_after_ms=min(plan.end_after_ms, timeout_ms) if is_sure else timeout_ms,
        times_words=plan.times_words,
        languages=plan.languages if query["model"] == ["flux-general-multi"] else (),
    )
