"""A server that speaks Anthropic's Messages API: scripted answers, faults, and what was asked.

    async with FakeAnthropic() as server:
        server.script(Answer(["It is ", 0.5, "noon."]), Refusal(529, "overloaded_error"))
        ...  # a client with base_url=server.base_url, api_key=server.api_key
        assert server.requests[0].body["model"] == "some-model"

It speaks the version 2026-10-21 and runs in the loop of the test, so it works in virtual time.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from ten_lite.testing.providers.anthropic_rules import ERROR_TYPES, wrong_with
from ten_lite.testing.providers.chat_server import (
    ChatRequest,
    ChatServer,
    EventWire,
    Fault,
    Refusal,
)
from ten_lite.testing.providers.improvised import answer_to

__all__ = ["Answer", "ChatRequest", "FakeAnthropic", "Fault", "Refusal", "Thinking", "ToolUse"]

REQUEST_ID = "req_test"
VERSION = "2026-10-21"


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A call of a tool.

    Attributes:
        id: Its id.
        name: The tool's name.
        arguments: Text of a JSON object.
        pieces: Into how many bits it is cut.
    """

    id: str
    name: str
    arguments: str
    pieces: int = 3


@dataclass(frozen=True, slots=True)
class Thinking:
    """A thought.

    Attributes:
        text: What the model thinks; empty when the server leaves it out.
        signature: What proves that it is the model's own.
    """

    text: str = ""
    signature: str = "c2lnbmVk"


Step = str | float | ToolUse | Thinking | bytes | Fault
"""Text, a pause in seconds, a call, a thought, bytes for the wire, or a fault."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A streamed answer.

    Attributes:
        steps: What is sent, in order; texts that follow each other are one block.
        stop_reason: Sent at the end; "" for ``tool_use`` after calls and ``end_turn`` else; None:
            the answer ends without.
        done: Whether ``message_stop`` is sent.
    """

    steps: Sequence[Step] = ("Yes.",)
    stop_reason: str | None = ""
    done: bool = True


class FakeAnthropic(ChatServer):
    """The server; an async context manager.

    Answers what is scripted, in order, and "Yes." after that. It checks key, version and model,
    and refuses what the real one refuses: unknown fields, sampling parameters, empty texts, an
    answer as the last message, calls and results that do not belong together.

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
        return self.address

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
            headers = {"request-id": REQUEST_ID, **answer.headers}
            wire.refuse(answer.status, _error(answer), headers)
            return
        if isinstance(answer, Fault):
            await wire.fault(answer)
            return
        wire.open({"request-id": REQUEST_ID})
        blocks = _Blocks(wire)
        blocks.start(str(request.body["model"]))
        for step in answer.steps:
            await blocks.step(step)
            if wire.over:
                return
        blocks.stop(answer)
        await wire.close()

    def _default(self, request: ChatRequest) -> Answer:
        if not self._improvises:
            return Answer()
        return Answer(answer_to(request.body["messages"]))

    def _refusal(self, request: ChatRequest) -> Refusal | None:
        """What the real server says to a request of that kind, if it refuses it."""
        headers = request.headers
        if request.path != "/v1/messages":
            return Refusal(404, "not_found_error", "Not Found")
        given = headers.get("authorization", "").removeprefix("Bearer ")
        given = given or headers.get("x-api-key", "")
        if given != self.api_key:
            return Refusal(401, "authentication_error", f"invalid API key: {given}")
        if headers.get("anthropic-version") != VERSION:
            return Refusal(400, "invalid_request_error", f"anthropic-version: use {VERSION}")
        model = request.body.get("model")
        if self._models is not None and model not in self._models:
            return Refusal(404, "not_found_error", f"model: {model}")
        if wrong := wrong_with(request.body):
            return Refusal(400, "invalid_request_error", wrong)
        return None


class _Blocks:
    """The blocks of one answer, as events."""

    def __init__(self, wire: EventWire) -> None:
        self._wire = wire
        self._index = -1
        self._open = ""
        self._called = False

    def start(self, model: str) -> None:
        usage = {
            "input_tokens": 11,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 5,
            "output_tokens": 1,
        }
        message: dict[str, Any] = {
            "id": "msg_test",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage,
        }
        self._event("message_start", message=message)
        self._event("ping")

    async def step(self, step: Step) -> None:
        if isinstance(step, Fault):
            await self._wire.fault(step)
            return
        if isinstance(step, bytes):
            self._wire.send(step)
        elif isinstance(step, str):
            if self._open != "text":
                self._begin({"type": "text", "text": ""})
            self._delta("text_delta", text=step)
        elif isinstance(step, Thinking):
            self._begin({"type": "thinking", "thinking": "", "signature": ""})
            if step.text:
                self._delta("thinking_delta", thinking=step.text)
            self._delta("signature_delta", signature=step.signature)
        elif isinstance(step, ToolUse):
            self._called = True
            self._begin({"type": "tool_use", "id": step.id, "name": step.name, "input": {}})
            self._delta("input_json_delta", partial_json="")
            size = -(-len(step.arguments) // step.pieces) or 1
            for start in range(0, len(step.arguments), size):
                bit = step.arguments[start : start + size]
                self._delta("input_json_delta", partial_json=bit)
        else:
            await self._wire.pause(step)
        await self._wire.flush()

    def stop(self, answer: Answer) -> None:
        self._end()
        reason = answer.stop_reason
        if reason == "":
            reason = "tool_use" if self._called else "end_turn"
        if reason is not None:
            delta = {"stop_reason": reason, "stop_sequence": None}
            self._event("message_delta", delta=delta, usage={"output_tokens": 7})
        if reason is not None and answer.done:
            self._event("message_stop")

    def _begin(self, block: Mapping[str, Any]) -> None:
        self._end()
        self._index += 1
        self._open = block["type"]
        self._event("content_block_start", index=self._index, content_block=block)

    def _end(self) -> None:
        if self._open:
            self._event("content_block_stop", index=self._index)
        self._open = ""

    def _delta(self, type_: str, **fields: str) -> None:
        delta = {"type": type_, **fields}
        self._event("content_block_delta", index=self._index, delta=delta)

    def _event(self, type_: str, **fields: Any) -> None:
        text = json.dumps({"type": type_, **fields}, ensure_ascii=False)
        self._wire.send(f"event: {type_}\ndata: {text}\n\n".encode())


def _error(refusal: Refusal) -> dict[str, Any]:
    """The body; a code that is no type of error is the code of its details."""
    error: dict[str, Any] = {"message": refusal.message}
    if refusal.code in ERROR_TYPES.values():
        error["type"] = refusal.code
    else:
        error["type"] = ERROR_TYPES.get(refusal.status, "api_error")
        if refusal.code:
            error["details"] = {"error_code": refusal.code}
    return {"type": "error", "error": error, "request_id": REQUEST_ID}
