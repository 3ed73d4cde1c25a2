"""An AssemblyAI on 127.0.0.1: streaming v3, its rules, and the ways it fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from ten_lite.testing.providers.assemblyai_ear import TurnEar
from ten_lite.testing.providers.assemblyai_rules import check_query, check_text, is_pro

__all__ = ["AssemblyAiCall", "AssemblyAiPlan", "FakeAssemblyAi"]

LOOK_AHEAD_S = 300.0
"""Sound that may be sent ahead of real time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyAiPlan:
    """How one connection goes.

    Attributes:
        status: Refuse the handshake with this HTTP status; 0: do not.
        error_code: Send an ``Error`` with this code in the place of ``Begin``, and close; 0: do
            not.
        reason: What either says.
        begin_delay_s: Before ``Begin``.
        drop_after_ms: End the connection after this much sound; None: do not.
        close_code: How: a close code, with an ``Error`` before those from 3000 on, or 1006 for a
            cut without one.
        deaf_after_ms: Tell nothing more after this much sound; pings are answered.
        reads: False: read nothing at all, as a machine that hangs.
        sounds_finished: False: only ``max_turn_silence`` ends a turn.
        tells_silence: False: ``acknowledge_silence`` has no effect.
        formats: False: the formatted end of a turn never comes.
        language: What is detected, where that is asked for.
        first_messages: Texts sent as they are after ``Begin``.
    """

    status: int = 0
    error_code: int = 0
    reason: str = ""
    begin_delay_s: float = 0.0
    drop_after_ms: int | None = None
    close_code: int = 1011
    deaf_after_ms: int | None = None
    reads: bool = True
    sounds_finished: bool = True
    tells_silence: bool = True
    formats: bool = True
    language: str = "en"
    first_messages: tuple[str, ...] = ()


@dataclass(slots=True)
class AssemblyAiCall:
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
        error: The ``Error`` it was sent: ``code text``.
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


class FakeAssemblyAi:
    """Understands the words of ``say_numbers``; an async context manager.

    Args:
        api_key: The key it takes.

    Attributes:
        plans: How the next connections go, in order; then ``plan`` holds.
        plan: How all others go.
        calls: Every request that came, refused ones too.
        url: Its ``base_url``, once entered.
    """

    def __init__(self, *, api_key: str = "aai-key") -> None:
        self._api_key = api_key
        self.plans: deque[AssemblyAiPlan] = deque()
        self.plan = AssemblyAiPlan()
        self.calls: list[AssemblyAiCall] = []
        self.url = ""
        self._opened: dict[ServerConnection, tuple[AssemblyAiCall, AssemblyAiPlan]] = {}

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """What a node needs to talk to it."""
        return {"base_url": self.url, "api_key": self._api_key}

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
        )
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for connection in self._opened:
            connection.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        call = AssemblyAiCall(asyncio.get_running_loop().time(), parts.path, query, headers)
        self.calls.append(call)
        plan = self.plans.popleft() if self.plans else self.plan
        self._opened[connection] = (call, plan)
        status, reason = plan.status, plan.reason
        if not status and parts.path != "/v3/ws":
            status, reason = 404, f"No such path: {parts.path}"
        if not status:
            return None
        call.status = status
        return connection.respond(HTTPStatus(status), reason)

    async def _converse(self, connection: ServerConnection) -> None:
        call, plan = self._opened[connection]
        try:
            await asyncio.wait_for(connection.wait_closed(), plan.begin_delay_s)
        except TimeoutError:
            with contextlib.suppress(ConnectionClosed):
                await self._begin(connection, call, plan)
        finally:
            call.close_code = connection.close_code

    async def _begin(
        self, connection: ServerConnection, call: AssemblyAiCall, plan: AssemblyAiPlan
    ) -> None:
        if plan.error_code:
            await _refuse(connection, call, plan.error_code, plan.reason)
        elif call.headers.get("authorization") != self._api_key:
            text = "Unauthorized Connection: Missing Authorization header"
            await _refuse(connection, call, 1008, text)
        elif wrong := check_query(call.query):
            await _refuse(connection, call, 3006, wrong)
        else:
            begin = {"type": "Begin", "id": "5e551000", "expires_at": 1_900_000_000}
            await connection.send(json.dumps(begin))
            for text in plan.first_messages:
                await connection.send(text)
            await self._listen(connection, call, plan)

    async def _listen(
        self, connection: ServerConnection, call: AssemblyAiCall, plan: AssemblyAiPlan
    ) -> None:
        ear = _ear(call.query, plan)
        bytes_per_ms = int(call.query["sample_rate"][0]) * 2 / 1000
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        if not plan.reads:
            connection.transport.pause_reading()
            await connection.wait_closed()
        while True:
            message = await connection.recv()
            told: Iterable[dict[str, Any]] = ()
            if isinstance(message, str):
                if wrong := check_text(message):
                    await _refuse(connection, call, 3006, wrong)
                    return
                call.texts.append(json.loads(message))
                if call.texts[-1]["type"] in ("ForceEndpoint", "Terminate"):
                    told = ear.end_turn()
            else:
                long_ms = len(message) / bytes_per_ms
                call.chunks_ms.append(long_ms)
                call.sound += message
                ahead_s = len(call.sound) / bytes_per_ms / 1000 - (loop.time() - begun_s)
                if not 50 <= long_ms <= 1000:
                    text = f"Input duration violation: {long_ms} ms. Expected between 50 and 1000"
                    await _refuse(connection, call, 3007, text)
                    return
                if ahead_s > LOOK_AHEAD_S:
                    await _refuse(connection, call, 3007, "Audio Transmission Rate Exceeded")
                    return
                told = ear.hear(message)
            heard_ms = len(call.sound) / bytes_per_ms
            is_deaf = plan.deaf_after_ms is not None and heard_ms >= plan.deaf_after_ms
            for result in told:
                if not is_deaf:
                    await connection.send(json.dumps(result))
            if plan.drop_after_ms is not None and heard_ms >= plan.drop_after_ms:
                await _drop(connection, call, plan)
                return
            if isinstance(message, str) and call.texts[-1]["type"] == "Terminate":
                seconds = int(heard_ms / 1000)
                done = {"audio_duration_seconds": seconds, "session_duration_seconds": seconds}
                await connection.send(json.dumps({"type": "Termination", **done}))
                await connection.close(1000)
                return


def _ear(query: Mapping[str, list[str]], plan: AssemblyAiPlan) -> TurnEar:
    def number(name: str, default: int) -> int:
        return int(query.get(name, [str(default)])[0])

    def flag(name: str) -> bool:
        return query.get(name, [""])[0].lower() == "true"

    pro = is_pro(query["speech_model"][0])
    return TurnEar(
        number("sample_rate", 16_000),
        is_pro=pro,
        min_silence_ms=number("min_turn_silence", 100 if pro else 400),
        max_silence_ms=number("max_turn_silence", 1000 if pro else 1280),
        sounds_finished=plan.sounds_finished,
        formats=flag("format_turns") and plan.formats,
        tells_silence=flag("acknowledge_silence") and plan.tells_silence,
        language=plan.language if flag("language_detection") else "",
    )


async def _drop(connection: ServerConnection, call: AssemblyAiCall, plan: AssemblyAiPlan) -> None:
    if plan.close_code == 1006:
        connection.transport.abort()
    elif plan.close_code >= 3000:
        await _refuse(connection, call, plan.close_code, plan.reason or "told to")
    else:
        await connection.close(plan.close_code, "told to")


async def _refuse(
    connection: ServerConnection, call: AssemblyAiCall, code: int, reason: str
) -> None:
    call.error = f"{code} {reason}"
    await connection.send(json.dumps({"type": "Error", "error_code": code, "error": reason}))
    await connection.close(code, reason[:120])
