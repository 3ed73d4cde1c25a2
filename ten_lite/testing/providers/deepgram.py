"""A Deepgram on 127.0.0.1: listen v1, its rules, and the ways it fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
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

from ten_lite.testing.providers.deepgram_ear import Ear
from ten_lite.testing.providers.deepgram_rules import check_query, check_text
from ten_lite.testing.providers.hearing import Hearing, NumberHearing, SentenceHearing

__all__ = ["DeepgramCall", "DeepgramPlan", "FakeDeepgram"]

server_log = logging.getLogger(f"{__name__}.socket")
server_log.setLevel(logging.WARNING)  # what else is found in the log is the client's

IDLE_S = 10.0
IDLE_REASON = (
    "Deepgram did not receive audio data or a text message within the timeout window. "
    "See https://dpgr.am/net0001"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepgramPlan:
    """How one connection goes.

    Attributes:
        status: Refuse the handshake with this HTTP status; 0: do not.
        reason: What the ``dg-error`` header says then.
        connect_delay_s: Before the handshake is answered.
        drop_after_ms: End the connection after this much sound; None: do not.
        close_code: How: a WebSocket close code, or 1006 for a cut without one.
        deaf_after_ms: Tell nothing more after this much sound; pings are answered.
        reads: False: read nothing at all, as a machine that hangs.
        notices_pauses: False: ``speech_final`` never comes, as in noise.
        notices_speech: False: ``SpeechStarted`` never comes, asked for or not.
        first_messages: Texts sent as they are when the connection opens.
    """

    status: int = 0
    reason: str = ""
    connect_delay_s: float = 0.0
    drop_after_ms: int | None = None
    close_code: int = 1011
    deaf_after_ms: int | None = None
    reads: bool = True
    notices_pauses: bool = True
    notices_speech: bool = True
    first_messages: tuple[str, ...] = ()


@dataclass(slots=True)
class DeepgramCall:
    """What one connection brought.

    Attributes:
        at_s: When it came, on the loop's clock.
        path: Path of the request.
        query: Its parameters.
        headers: Its headers, names in lower case.
        status: The answer: 101, or the status it was refused with.
        sound: The samples that came.
        texts: The controls that came.
        text_at_s: When each came.
        close_code: How it ended; None while it lasts.
    """

    at_s: float
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 101
    sound: bytearray = field(default_factory=bytearray)
    texts: list[dict[str, Any]] = field(default_factory=list)
    text_at_s: list[float] = field(default_factory=list)
    close_code: int | None = None


class FakeDeepgram:
    """Understands the words of ``say_numbers``; an async context manager.

    Args:
        api_key: The key it takes.

    Attributes:
        plans: How the next connections go, in order; then ``plan`` holds.
        plan: How all others go.
        calls: Every request that came, refused ones too.
        url: Its ``base_url``, once entered.
        properties: What makes a node its client, once entered.
    """

    def __init__(self, *, api_key: str = "dg-key") -> None:
        self._api_key = api_key
        self.plans: deque[DeepgramPlan] = deque()
        self.plan = DeepgramPlan()
        self.calls: list[DeepgramCall] = []
        self.url = ""
        self._improvises = False
        self._opened: dict[ServerConnection, tuple[DeepgramCall, DeepgramPlan]] = {}

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
        for connection in self._opened:
            connection.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``."""
        return {"api_key": self._api_key, "base_url": self.url}

    def improvise(self) -> None:
        """See ``FakeProvider``: hear sentences in any sound."""
        self._improvises = True

    @property
    def heard(self) -> bytes:
        """The sound of all connections, one after another."""
        return b"".join(call.sound for call in self.calls)

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        call = DeepgramCall(asyncio.get_running_loop().time(), parts.path, query, headers)
        self.calls.append(call)
        plan = self.plans.popleft() if self.plans else self.plan
        self._opened[connection] = (call, plan)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(plan.connect_delay_s):
                await self._closing.wait()
        status, reason = plan.status, plan.reason
        if not status and headers.get("authorization") != f"Token {self._api_key}":
            status, reason = 401, "Invalid credentials."
        if not status and parts.path != "/v1/listen":
            status, reason = 404, f"No such path: {parts.path}"
        if not status and (wrong := check_query(query)):
            status, reason = 400, wrong
        if not status:
            return None
        call.status = status
        response = connection.respond(HTTPStatus(status), reason)
        response.headers["dg-error"] = reason
        response.headers["dg-request-id"] = "00000000-0000-4000-8000-000000000000"
        return response

    async def _converse(self, connection: ServerConnection) -> None:
        call, plan = self._opened[connection]
        try:
            for text in plan.first_messages:
                await connection.send(text)
            await self._listen(connection, call, plan)
        except ConnectionClosed:
            pass
        finally:
            call.close_code = connection.close_code

    async def _listen(
        self, connection: ServerConnection, call: DeepgramCall, plan: DeepgramPlan
    ) -> None:
        language = call.query.get("language", ["en"])[0]
        hearing = SentenceHearing(language) if self._improvises else NumberHearing()
        ear = _ear(call.query, plan, hearing)
        bytes_per_ms = int(call.query["sample_rate"][0]) * 2 / 1000
        if not plan.reads:
            connection.transport.pause_reading()
            await connection.wait_closed()
        while True:
            try:
                async with asyncio.timeout(IDLE_S):
                    message = await connection.recv()
            except TimeoutError:
                await connection.send(_metadata(call))
                await connection.close(1011, IDLE_REASON)
                return
            if isinstance(message, str):
                if wrong := check_text(message):
                    await connection.send(json.dumps(wrong))
                    await connection.close(1008, "DATA-0000")
                    return
                call.texts.append(json.loads(message))
                call.text_at_s.append(asyncio.get_running_loop().time())
                told = ear.finalize() if call.texts[-1]["type"] != "KeepAlive" else []
            else:
                call.sound += message
                told = ear.hear(message)
            heard_ms = len(call.sound) / bytes_per_ms
            if plan.deaf_after_ms is not None and heard_ms >= plan.deaf_after_ms:
                continue
            for result in told:
                await connection.send(json.dumps(result))
            if plan.drop_after_ms is not None and heard_ms >= plan.drop_after_ms:
                if plan.close_code == 1006:
                    connection.transport.abort()
                else:
                    await connection.close(plan.close_code, "told to")
                return
            if message == b"" or (isinstance(message, str) and "CloseStream" in message):
                await connection.send(_metadata(call))
                await connection.close(1000)
                return


def _ear(query: dict[str, list[str]], plan: DeepgramPlan, hearing: Hearing) -> Ear:
    return Ear(
        int(query["sample_rate"][0]),
        endpointing_ms=int(query.get("endpointing", ["10"])[0]),
        interim=query.get("interim_results") == ["true"],
        utterance_end_ms=int(query.get("utterance_end_ms", ["0"])[0]),
        notices_pauses=plan.notices_pauses,
        vad_events=plan.notices_speech and query.get("vad_events") == ["true"],
        hearing=hearing,
        # a piece that ends in a sentence would keep its end waiting for UtteranceEnd
        piece_ms=3000 if isinstance(hearing, NumberHearing) else 30_000,
    )


def _metadata(call: DeepgramCall) -> str:
    seconds = len(call.sound) / 2 / int(call.query["sample_rate"][0])
    return json.dumps(
        {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": "00000000-0000-4000-8000-000000000000",
            "sha256": "incomplete",
            "created": "2026-01-01T00:00:00.000Z",
            "duration": seconds,
            "channels": 1,
        }
    )
