"""A Cartesia on 127.0.0.1: contexts over a WebSocket, its rules, and the ways it fails."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from ten_lite.testing.providers.cartesia_rules import VOICE, check_message
from ten_lite.testing.providers.cartesia_voice import (
    CartesiaContextCall,
    CartesiaPlan,
    CutOff,
    speak,
)
from ten_lite.testing.providers.websocket_fake import WebSocketCall, WebSocketFake, WebSocketPlan

__all__ = ["CartesiaContextCall", "CartesiaPlan", "FakeCartesia"]

IDLE_S = 300.0
VARIABLE = ("transcript", "continue", "flush")


class FakeCartesia(WebSocketFake[WebSocketPlan, WebSocketCall]):
    """Speaks as ``spell`` does; an async context manager.

    Args:
        api_key: The key it takes.

    Attributes:
        plans: How the next contexts go, in order; then ``plan`` holds.
        plan: How all others go.
        handshakes: HTTP statuses that the next connections are refused with; 101: they are not.
        handshake: That of all others.
        connect_delay_s: Before a handshake is answered.
        reads: False: the next connections read nothing, as a machine that hangs.
        voices: The voices it has; None: any.
        contexts: Every context, in order.
        cancels: The ids that were cancelled.
        errors: What it found wrong.
    """

    def __init__(self, *, api_key: str = "ca-key") -> None:
        super().__init__(WebSocketCall, api_key=api_key)
        self.plans: deque[CartesiaPlan] = deque()
        self.plan = CartesiaPlan()
        self.handshakes: deque[int] = deque()
        self.handshake = 101
        self.connect_delay_s = 0.0
        self.reads = True
        self.voices: set[str] | None = {VOICE, "other-voice"}
        self.contexts: list[CartesiaContextCall] = []
        self.cancels: list[str] = []
        self.errors: list[str] = []
        self._plans: dict[str, CartesiaPlan] = {}

    def improvise(self) -> None:
        """See ``FakeProvider``: speak in tones, with any voice."""
        self.plan = CartesiaPlan(hums=True)
        self.voices = None

    @property
    def texts(self) -> list[str]:
        """What each context was given to say."""
        return [call.text for call in self.contexts]

    def _next_plan(self) -> WebSocketPlan:
        status = self.handshakes.popleft() if self.handshakes else self.handshake
        return WebSocketPlan(
            status=0 if status == 101 else status,
            connect_delay_s=self.connect_delay_s,
            reads=self.reads,
        )

    def _refusal(self, call: WebSocketCall) -> tuple[int, str]:
        if call.headers.get("authorization") != f"Bearer {self._api_key}":
            return 401, "no such key"
        if "cartesia-version" not in call.headers:
            return 400, "Cartesia-Version is missing"
        return (0, "") if call.path == "/tts/websocket" else (404, f"no such path: {call.path}")

    def _refusal_body(self, status: int, reason: str) -> str:
        return json.dumps({"error_code": None, "title": "Refused", "message": reason})

    async def _serve(
        self, connection: ServerConnection, call: WebSocketCall, plan: WebSocketPlan
    ) -> None:
        if not plan.reads:
            await self._hang(connection)
        open_contexts: dict[str, tuple[CartesiaContextCall, asyncio.Task[None]]] = {}
        try:
            while True:
                async with asyncio.timeout(IDLE_S):
                    text = await connection.recv()
                await self._take(connection, text, open_contexts)
        except TimeoutError:
            await connection.close(1000, "connection idle timeout")
        finally:
            for _, task in open_contexts.values():
                task.cancel()

    async def _take(
        self,
        connection: ServerConnection,
        text: str | bytes,
        known: dict[str, tuple[CartesiaContextCall, asyncio.Task[None]]],
    ) -> None:
        message, wrong = check_message(text)
        context_id = str(message.get("context_id", ""))
        now_s = asyncio.get_running_loop().time()
        if wrong:
            await self._refuse(connection, context_id, 400, "invalid_request", wrong)
        elif "cancel" in message:
            self.cancels.append(context_id)
            if context_id in known:
                call, task = known[context_id]
                call.cancelled_at_s, call.is_over = now_s, True
                if self._plans[context_id].obeys_cancel:
                    task.cancel()
        elif context_id not in known:
            await self._begin(connection, message, known)
        else:
            call, _ = known[context_id]
            first = call.requests[0]
            call.requests.append(message)
            if call.is_over:
                await self._refuse(connection, context_id, 400, "context_closed", "it is over")
            elif any(message.get(k) != first.get(k) for k in {*message, *first} - {*VARIABLE}):
                text = "only transcript and continue may differ within a context"
                await self._refuse(connection, context_id, 400, "invalid_request", text)
            else:
                call.waiting.put_nowait(message)

    async def _begin(
        self,
        connection: ServerConnection,
        message: dict[str, Any],
        known: dict[str, tuple[CartesiaContextCall, asyncio.Task[None]]],
    ) -> None:
        context_id = message["context_id"]
        call = CartesiaContextCall(context_id, asyncio.get_running_loop().time(), [message])
        plan = self.plans.popleft() if self.plans else self.plan
        self._plans[context_id] = plan
        self.contexts.append(call)
        call.waiting.put_nowait(message)
        known[context_id] = (call, asyncio.create_task(self._speak(connection, call, plan)))

    async def _speak(
        self, connection: ServerConnection, call: CartesiaContextCall, plan: CartesiaPlan
    ) -> None:
        async def send(message: dict[str, Any]) -> None:
            await connection.send(json.dumps(message))

        status, code = plan.status, plan.code
        voice = call.requests[0]["voice"]["id"]
        if not status and self.voices is not None and voice not in self.voices:
            status, code = 404, "voice_not_found"
        try:
            if status:
                await self._refuse(connection, call.id, status, code, "told to")
                return
            await speak(call, plan, send)
        except CutOff:
            connection.transport.abort()
        except ConnectionClosed:
            pass
        finally:
            call.is_over = True

    async def _refuse(
        self, connection: ServerConnection, context_id: str, status: int, code: str, text: str
    ) -> None:
        self.errors.append(f"{status} {code} {text}")
        error = {
            "type": "error",
            "done": True,
            "status_code": status,
            "error_code": code or None,
            "title": "Refused",
            "message": text,
            "request_id": "0",
            "context_id": context_id,
        }
        await connection.send(json.dumps(error))
