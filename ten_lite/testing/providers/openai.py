"""A server that speaks OpenAI's chat completions: scripted answers, faults, and what was asked.

    async with FakeOpenai() as server:
        server.script(Answer(["It is ", 0.5, "noon."]), Refusal(429, "rate_limit_exceeded"))
        ...  # a client with base_url=server.base_url, api_key=server.api_key
        assert server.requests[0].body["model"] == "some-model"

It runs in the loop of the test, so it works in virtual time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Self

__all__ = ["Answer", "ChatRequest", "FakeOpenai", "Fault", "Refusal", "tool_call_deltas"]


class Fault(Enum):
    """What a server may do in the middle of an answer.

    ``STALL`` sends nothing more and keeps the connection; ``DISCONNECT`` breaks it; ``CUT`` ends
    the answer in good order, but without a finish reason.
    """

    STALL = "stall"
    DISCONNECT = "disconnect"
    CUT = "cut"


Step = str | float | Mapping[str, Any] | bytes | Fault
"""Text, a pause in seconds, a raw ``delta`` object, bytes for the wire, or a fault."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A streamed answer.

    Attributes:
        steps: What is sent, in order.
        finish_reason: Sent in the last chunk with a choice; None: no such chunk.
        usage: Whether a client that asks for usage gets it.
        done: Whether ``[DONE]`` is sent.
    """

    steps: Sequence[Step] = ("Yes.",)
    finish_reason: str | None = "stop"
    usage: bool = True
    done: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP error with OpenAI's error body.

    Attributes:
        status: The HTTP status, from 400.
        code: The body's ``code``.
        message: The body's ``message``.
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
        body: The JSON it carried.
        closed_early: Whether the client went away before the answer was complete.
        ended: Set when the answer is complete or the client has gone.
        ended_at_s: When that was, on the loop's clock.
    """

    path: str
    headers: Mapping[str, str]
    body: Any
    closed_early: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    ended_at_s: float = 0.0


def tool_call_deltas(*calls: tuple[str, str, str], pieces: int = 3) -> list[Mapping[str, Any]]:
    """Deltas that call tools as OpenAI sends them: first the names, then the arguments in bits.

    Args:
        calls: (id, name, arguments) of each; the bits of several calls take turns.
        pieces: Into how many bits the arguments are cut.
    """
    deltas = [
        {"index": n, "id": id_, "type": "function", "function": {"name": name, "arguments": ""}}
        for n, (id_, name, _) in enumerate(calls)
    ]
    for piece in range(pieces):
        for n, (_, _, arguments) in enumerate(calls):
            size = -(-len(arguments) // pieces)
            bit = arguments[piece * size : (piece + 1) * size]
            deltas.append({"index": n, "function": {"arguments": bit}})
    return [{"tool_calls": [delta]} for delta in deltas]


class FakeOpenai:
    """The server; an async context manager.

    Answers what is scripted, in order, and "Yes." after that. It checks the key, the model, and
    that each tool call of the history is answered at once, as the real one does.

    Args:
        api_key: The key it accepts.
        models: The models it knows; None: all.

    Attributes:
        requests: All there were, refused ones among them.
        connections: How many connections were opened.
    """

    def __init__(self, *, api_key: str = "test-key", models: Iterable[str] | None = None) -> None:
        self.api_key = api_key
        self.requests: list[ChatRequest] = []
        self.connections = 0
        self._models = None if models is None else frozenset(models)
        self._script: deque[Answer | Refusal | Fault] = deque()
        self._at_work: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None

    @property
    def base_url(self) -> str:
        """What a client takes as its ``base_url``."""
        assert self._server is not None, "the server is not running"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    def script(self, *answers: Answer | Refusal | Fault) -> None:
        """Answer the coming requests like this; a fault breaks them before any header."""
        self._script.extend(answers)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: asyncio.StreamReaderProtocol(_Reader(loop=loop), self._serve), "127.0.0.1", 0
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
                self.requests.append(request)
                try:
                    await self._answer(request, reader, writer)
                except ConnectionError:
                    request.closed_early = True
                    break
                finally:
                    request.ended_at_s = asyncio.get_running_loop().time()
                    request.ended.set()
        except (ConnectionError, _Aborted, asyncio.CancelledError):
            pass  # the client, the script or the test has had enough
        finally:
            self._at_work.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(
        self, request: ChatRequest, reader: _Reader, writer: asyncio.StreamWriter
    ) -> None:
        answer: Answer | Refusal | Fault | None = self._refusal(request)
        if answer is None:
            answer = self._script.popleft() if self._script else Answer()
        if isinstance(answer, Refusal):
            _write_refusal(writer, answer)
            return
        wire = _Wire(request, reader, writer)
        if isinstance(answer, Fault):
            await wire.fault(answer)
            return
        wire.open()
        wire.chunk({"role": "assistant", "content": ""})
        for step in answer.steps:
            await wire.step(step)
            if wire.over:
                return
        if answer.finish_reason is not None:
            wire.chunk({}, finish_reason=answer.finish_reason)
        if answer.usage and (request.body.get("stream_options") or {}).get("include_usage"):
            wire.usage()
        await wire.close(done=answer.done)

    def _refusal(self, request: ChatRequest) -> Refusal | None:
        """What the real server says to a request of that kind, if it refuses it."""
        if request.path != "/v1/chat/completions":
            return Refusal(404, "", "no such path")
        if request.headers.get("authorization") != f"Bearer {self.api_key}":
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            return Refusal(401, "invalid_api_key", f"Incorrect API key provided: {given}.")
        model = request.body.get("model")
        if self._models is not None and model not in self._models:
            return Refusal(404, "model_not_found", f"The model `{model}` does not exist.")
        if not request.body.get("stream"):
            return Refusal(400, "not_supported", "this server only streams")
        if wrong := _torn_call(request.body["messages"]):
            return Refusal(400, "invalid_request_error", wrong)
        return None


class _Aborted(Exception):
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


class _Wire:
    """One answer on its way."""

    def __init__(self, request: ChatRequest, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        self._request = request
        self._reader = reader
        self._writer = writer
        self.over = False

    def open(self) -> None:
        self._writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
            b"transfer-encoding: chunked\r\nx-request-id: req_test\r\n\r\n"
        )

    async def step(self, step: Step) -> None:
        if isinstance(step, Fault):
            await self.fault(step)
        elif isinstance(step, bytes):
            self._send(step)
        elif isinstance(step, str):
            self.chunk({"content": step})
        elif isinstance(step, Mapping):
            self.chunk(step)
        else:
            await self._pause(step)
        await self._writer.drain()
        if self._reader.gone.is_set():
            raise ConnectionResetError

    async def fault(self, fault: Fault) -> None:
        if fault is Fault.STALL:
            await self._reader.gone.wait()
            raise ConnectionResetError
        if fault is Fault.DISCONNECT:
            self._writer.transport.abort()
            raise _Aborted
        await self.close(done=False)
        self.over = True

    def chunk(self, delta: Mapping[str, Any], *, finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        self._event({"choices": [choice]})

    def usage(self) -> None:
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        self._event({"choices": [], "usage": usage})

    async def close(self, *, done: bool) -> None:
        if done:
            self._send(b"data: [DONE]\n\n")
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def _event(self, payload: Mapping[str, Any]) -> None:
        head = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": self._request.body.get("model"),
        }
        text = json.dumps({**head, **payload}, ensure_ascii=False)
        self._send(f"data: {text}\n\n".encode())

    def _send(self, data: bytes) -> None:
        self._writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._reader.gone.wait()


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
    return ChatRequest(request_line.split(" ")[1], headers, json.loads(body) if body else {})


def _write_refusal(writer: asyncio.StreamWriter, refusal: Refusal) -> None:
    error = {"message": refusal.message, "type": "test_error", "code": refusal.code or None}
    body = json.dumps({"error": error}).encode()
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "x-request-id": "req_test",
        **refusal.headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {refusal.status} Refused\r\n{lines}\r\n".encode() + body)


def _torn_call(messages: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with a history whose tool calls and results do not belong together."""
    waiting: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                return "messages with role 'tool' must be a response to 'tool_calls'"
            waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            break
        waiting = [call["id"] for call in message.get("tool_calls") or ()]
    if waiting:
        return f"tool_call_ids did not have response messages: {', '.join(waiting)}"
    return ""
