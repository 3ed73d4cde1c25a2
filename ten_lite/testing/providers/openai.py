"""A server that speaks OpenAI's chat completions: scripted answers, faults, and what was asked.

    async with FakeOpenai() as server:
        server.script(Answer(["It is ", 0.5, "noon."]), Refusal(429, "rate_limit_exceeded"))
        ...  # a client with base_url=server.base_url, api_key=server.api_key
        assert server.requests[0].body["model"] == "some-model"

It runs in the loop of the test, so it works in virtual time.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from ten_lite.testing.providers.chat_server import (
    ChatRequest,
    ChatServer,
    EventWire,
    Fault,
    Refusal,
)
from ten_lite.testing.providers.improvised import answer_to

__all__ = ["Answer", "ChatRequest", "FakeOpenai", "Fault", "Refusal", "tool_call_deltas"]


REQUEST_ID = {"x-request-id": "req_test"}

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


class FakeOpenai(ChatServer):
    """The server; an async context manager.

    Answers what is scripted, in order, and "Yes." after that. It checks the key, the model, and
    that each tool call of the history is answered at once, as the real one does.

    Args:
        api_key: The key it accepts.
        models: The models it knows; None: all.

    Attributes:
        requests: All there were, refused ones among them.
        connections: How many connections were opened.
        properties: What makes a node its client, once entered.
    """

    def __init__(self, *, api_key: str = "test-key", models: Iterable[str] | None = None) -> None:
        super().__init__()
        self.api_key = api_key
        self._models = None if models is None else frozenset(models)
        self._script: deque[Answer | Refusal | Fault] = deque()
        self._improvises = False

    @property
    def base_url(self) -> str:
        """What a client takes as its ``base_url``."""
        return f"{self.address}/v1"

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``."""
        return {"api_key": self.api_key, "base_url": self.base_url}

    def improvise(self) -> None:
        """See ``FakeProvider``: tell the user what was said."""
        self._improvises = True

    def script(self, *answers: Answer | Refusal | Fault) -> None:
        """Answer the coming requests like this; a fault breaks them before any header."""
        self._script.extend(answers)

    async def answer(self, request: ChatRequest, wire: EventWire) -> None:
        """Answer as the script says, or refuse what the real server refuses."""
        answer: Answer | Refusal | Fault | None = self._refusal(request)
        if answer is None:
            answer = self._script.popleft() if self._script else self._default(request)
        if isinstance(answer, Refusal):
            error = {"message": answer.message, "type": "test_error", "code": answer.code or None}
            wire.refuse(answer.status, {"error": error}, {**REQUEST_ID, **answer.headers})
            return
        if isinstance(answer, Fault):
            await wire.fault(answer)
            return
        chunks = _Chunks(request, wire)
        wire.open(REQUEST_ID)
        chunks.chunk({"role": "assistant", "content": ""})
        for step in answer.steps:
            await chunks.step(step)
            if wire.over:
                return
        if answer.finish_reason is not None:
            chunks.chunk({}, finish_reason=answer.finish_reason)
        if answer.usage and (request.body.get("stream_options") or {}).get("include_usage"):
            chunks.usage()
        if answer.done:
            wire.send(b"data: [DONE]\n\n")
        await wire.close()

    def _default(self, request: ChatRequest) -> Answer:
        if not self._improvises:
            return Answer()
        return Answer(answer_to(request.body["messages"]))

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


class _Chunks:
    """Chunks of one answer."""

    def __init__(self, request: ChatRequest, wire: EventWire) -> None:
        self._request = request
        self._wire = wire

    async def step(self, step: Step) -> None:
        if isinstance(step, Fault):
            await self._wire.fault(step)
            return
        if isinstance(step, bytes):
            self._wire.send(step)
        elif isinstance(step, str):
            self.chunk({"content": step})
        elif isinstance(step, Mapping):
            self.chunk(step)
        else:
            await self._wire.pause(step)
        await self._wire.flush()

    def chunk(self, delta: Mapping[str, Any], *, finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        self._event({"choices": [choice]})

    def usage(self) -> None:
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        self._event({"choices": [], "usage": usage})

    def _event(self, payload: Mapping[str, Any]) -> None:
        head = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": self._request.body.get("model"),
        }
        text = json.dumps({**head, **payload}, ensure_ascii=False)
        self._wire.send(f"data: {text}\n\n".encode())


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
