"""An ElevenLabs on 127.0.0.1: voices and the realtime recogniser, and the ways they fail."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue

from ten_lite.testing.providers.elevenlabs_contexts import (
    VoiceCall,
    VoicePlan,
    is_voice_path,
    speak,
)
from ten_lite.testing.providers.elevenlabs_rules import check_body, check_query, error_body
from ten_lite.testing.providers.elevenlabs_scribe import (
    SCRIBE_PATH,
    ScribeCall,
    ScribePlan,
    converse,
)
from ten_lite.testing.providers.http_request import HttpRequest, read_request
from ten_lite.testing.providers.improvised import tones
from ten_lite.testing.providers.spoken import spell
from ten_lite.testing.providers.websocket_peer import WebSocketPeer, wants_websocket

__all__ = ["ElevenLabsCall", "ElevenLabsPlan", "FakeElevenLabs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElevenLabsPlan:
    """How one request is answered.

    Attributes:
        status: Refuse it with this HTTP status; 200: speak.
        code: The error's code then, such as ``concurrent_limit_exceeded``.
        first_byte_s: Before anything is sent.
        chunk_bytes: Size of the pieces of sound; odd ones too.
        chunk_delay_s: Between two pieces.
        cut_after_bytes: End the connection after this much sound; None: do not.
        stall_after_bytes: Send nothing more after this much sound; None: do not.
        sound: Sent in place of the text's sound.
    """

    status: int = 200
    code: str = ""
    first_byte_s: float = 0.0
    chunk_bytes: int = 1024
    chunk_delay_s: float = 0.0
    cut_after_bytes: int | None = None
    stall_after_bytes: int | None = None
    sound: bytes | None = None


@dataclass(slots=True)
class ElevenLabsCall:
    """One request.

    Attributes:
        at_s: When it came, on the loop's clock.
        path: Its path.
        query: Its parameters.
        headers: Its headers, names in lower case.
        body: Its JSON.
        status: The answer's status.
        sent_bytes: Sound that was sent.
        done: Whether all of it was sent.
        cancelled_at_s: When the client went away before that; None: it did not.
    """

    at_s: float
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    sent_bytes: int = 0
    done: bool = False
    cancelled_at_s: float | None = None

    @property
    def text(self) -> str:
        """What was to be spoken."""
        return str(self.body.get("text", ""))


class FakeElevenLabs:
    """Speaks each letter for 10 ms (``spell``), and understands the words of ``say_numbers``.

    An async context manager.

    Args:
        api_key: The key it takes.

    Attributes:
        plans: How the next requests are answered, in order; then ``plan`` holds.
        plan: How all others are.
        calls: Every request that came.
        voice_plans: How the next WebSockets for voices go; then ``voice_plan`` holds.
        voice_plan: How all others go.
        context_plans: How the next contexts go, whatever their WebSockets; then ``context_plan``.
        context_plan: How all others go; None: as the plan of their WebSocket says.
        voice_calls: Every such WebSocket that was asked for.
        scribe_plans: How the next connections to the recogniser go; then ``scribe_plan`` holds.
        scribe_plan: How all others go.
        scribe_calls: Every connection to the recogniser that was asked for.
        connections: How many connections were opened.
        url: Its ``base_url``, once entered.
        properties: What makes a node its client, once entered.
    """

    def __init__(self, *, api_key: str = "el-key") -> None:
        self._api_key = api_key
        self.plans: deque[ElevenLabsPlan] = deque()
        self.plan = ElevenLabsPlan()
        self.calls: list[ElevenLabsCall] = []
        self.voice_plans: deque[VoicePlan] = deque()
        self.voice_plan = VoicePlan()
        self.context_plans: deque[VoicePlan] = deque()
        self.context_plan: VoicePlan | None = None
        self.voice_calls: list[VoiceCall] = []
        self.scribe_plans: deque[ScribePlan] = deque()
        self.scribe_plan = ScribePlan()
        self.scribe_calls: list[ScribeCall] = []
        self.connections = 0
        self.url = ""
        self._voice = spell
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``."""
        return {"api_key": self._api_key, "base_url": self.url}

    def improvise(self) -> None:
        """See ``FakeProvider``: hear sentences, speak in tones."""
        self._voice = tones
        self.voice_plan = VoicePlan(hums=True)
        self.scribe_plan = ScribePlan(improvises=True)

    @property
    def texts(self) -> list[str]:
        """What was to be spoken, request by request."""
        return [call.text for call in self.calls]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            while (request := await read_request(reader)) is not None:
                if not await self._answer(request, reader, writer):
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client is gone, or the server ends
        finally:
            self._serving.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(
        self, request: HttpRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; whether the connection is fit for another."""
        if wants_websocket(request):
            await self._open(request, reader, writer)
            return False
        parts = urlsplit(request.target)
        query = parse_qs(parts.query, keep_blank_values=True)
        call = ElevenLabsCall(asyncio.get_running_loop().time(), parts.path, query, request.headers)
        self.calls.append(call)
        plan = self.plans.popleft() if self.plans else self.plan
        refusal = self._refusal(request, call, plan)
        if refusal is not None:
            call.status, body = refusal
            _write_json(writer, call.status, body)
            await writer.drain()
            return True
        gone = asyncio.create_task(reader.read(1), name="fake elevenlabs watches its client")
        speaking = asyncio.create_task(
            self._speak(call, plan, writer), name="fake elevenlabs speaks"
        )
        try:
            await asyncio.wait({gone, speaking}, return_when=asyncio.FIRST_COMPLETED)
            if not speaking.done():
                call.cancelled_at_s = asyncio.get_running_loop().time()
                await asyncio.wait({speaking}, timeout=1.0)  # sound may come late
                return False
            return speaking.result()
        finally:
            for task in (gone, speaking):
                task.cancel()
            await asyncio.gather(gone, speaking, return_exceptions=True)

    async def _open(
        self, request: HttpRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Open a WebSocket and serve it to its end."""
        parts = urlsplit(request.target)
        query = parse_qs(parts.query, keep_blank_values=True)
        asked = (asyncio.get_running_loop().time(), parts.path, query, request.headers)
        is_key_good = request.headers.get("xi-api-key") == self._api_key
        peer = WebSocketPeer(request, reader, writer)
        call: ScribeCall | VoiceCall
        serving: Coroutine[Any, Any, None]
        if is_voice_path(parts.path):
            self.voice_calls.append(call := VoiceCall(*asked))
            voice = self.voice_plans.popleft() if self.voice_plans else self.voice_plan
            status, delay_s = voice.status, voice.connect_delay_s
            serving = speak(
                peer, call, voice, is_key_good=is_key_good, context_plan=self._next_context
            )
        else:
            self.scribe_calls.append(call := ScribeCall(*asked))
            scribe = self.scribe_plans.popleft() if self.scribe_plans else self.scribe_plan
            status, delay_s = scribe.status, scribe.connect_delay_s
            status = status or (0 if parts.path == SCRIBE_PATH else 404)
            serving = converse(peer, call, scribe, is_key_good=is_key_good)
        with contextlib.closing(serving):
            await asyncio.sleep(delay_s)
            if status:
                call.status = status
                _write_json(writer, status, error_body(status, "refused"))
                return
            await peer.accept()
            try:
                await serving
            finally:
                call.close_code = peer.close_code

    def _next_context(self) -> VoicePlan | None:
        return self.context_plans.popleft() if self.context_plans else self.context_plan

    def _refusal(
        self, request: HttpRequest, call: ElevenLabsCall, plan: ElevenLabsPlan
    ) -> tuple[int, Any] | None:
        if plan.status != 200:
            return plan.status, error_body(plan.status, plan.code)
        if call.headers.get("xi-api-key") != self._api_key:
            return 401, error_body(401, "invalid_api_key")
        kind, _, rest = call.path.removeprefix("/").partition("/text-to-speech/")
        voice, _, ending = rest.partition("/")
        if (request.method, kind, ending) != ("POST", "v1", "stream") or not voice:
            return 404, error_body(404, "not_found")
        if wrong := check_query(call.query):
            return 422, wrong
        try:
            call.body = json.loads(request.body)
        except ValueError:
            return 422, {"detail": [{"loc": ["body"], "msg": "invalid JSON", "type": "json"}]}
        wrong = check_body(call.body)
        return (422, wrong) if wrong else None

    async def _speak(
        self, call: ElevenLabsCall, plan: ElevenLabsPlan, writer: asyncio.StreamWriter
    ) -> bool:
        rate_hz = int(call.query["output_format"][0].split("_")[1])
        sound = self._voice(call.text, sample_rate_hz=rate_hz) if plan.sound is None else plan.sound
        await asyncio.sleep(plan.first_byte_s)
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: audio/pcm\r\nrequest-id: fake\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        limits = [n for n in (plan.cut_after_bytes, plan.stall_after_bytes) if n is not None]
        for start in range(0, min([len(sound), *limits]), plan.chunk_bytes):
            chunk = sound[start : min([start + plan.chunk_bytes, len(sound), *limits])]
            writer.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            call.sent_bytes += len(chunk)
            await writer.drain()
            if plan.chunk_delay_s:
                await asyncio.sleep(plan.chunk_delay_s)
        if plan.stall_after_bytes is not None:
            await asyncio.get_running_loop().create_future()
        if plan.cut_after_bytes is not None:
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        call.done = True
        return True


def _write_json(writer: asyncio.StreamWriter, status: int, body: Any) -> None:
    data = json.dumps(body).encode()
    writer.write(
        f"HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\nrequest-id: fake\r\n"
        f"content-length: {len(data)}\r\n\r\n".encode()
        + data
    )
