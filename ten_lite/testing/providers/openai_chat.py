"""The fake OpenAI's chat completions: their rules and their chunks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.testing.providers.chat_server import EventWire, Fault, Refusal
from ten_lite.testing.providers.openai_script import (
    Answer,
    Call,
    Failed,
    Step,
    Thought,
    tool_call_deltas,
)

__all__ = ["check_chat", "send_chat"]


def check_chat(body: Mapping[str, Any]) -> Refusal | None:
    """What the real server says to such a request, if it refuses it."""
    if not body.get("stream"):
        return Refusal(400, "not_supported", "this server only streams")
    if wrong := _torn_call(body["messages"]):
        return Refusal(400, "invalid_request_error", wrong)
    return None


async def send_chat(answer: Answer, body: Mapping[str, Any], wire: EventWire) -> None:
    """Send ``answer``."""
    chunks = _Chunks(body, wire)
    chunks.chunk({"role": "assistant", "content": ""})
    for step in answer.steps:
        await chunks.step(step)
        if wire.over:
            return
    if answer.finish_reason is not None:
        chunks.chunk({}, finish_reason=answer.finish_reason)
    if answer.usage and (body.get("stream_options") or {}).get("include_usage"):
        chunks.usage(answer)
    if answer.done:
        wire.send(b"data: [DONE]\n\n")
    await wire.close()


class _Chunks:
    """Chunks of one answer."""

    def __init__(self, body: Mapping[str, Any], wire: EventWire) -> None:
        self._body = body
        self._wire = wire
        self._calls = 0

    async def step(self, step: Step) -> None:
        match step:
            case Fault():
                await self._wire.fault(step)
                return
            case Failed():
                error = {"message": step.message, "type": step.code, "code": step.code}
                self._wire.send(f"data: {json.dumps({'error': error})}\n\n".encode())
                await self._wire.close()
                self._wire.over = True
                return
            case bytes():
                self._wire.send(step)
            case str():
                self.chunk({"content": step})
            case Thought():
                self.chunk({"reasoning_content": step.text})
            case Call():
                for delta in tool_call_deltas((step.id, step.name, step.arguments)):
                    (call,) = delta["tool_calls"]
                    self.chunk({"tool_calls": [{**call, "index": self._calls}]})
                self._calls += 1
            case Mapping():
                self.chunk(step)
            case _:
                await self._wire.pause(step)
        await self._wire.flush()

    def chunk(self, delta: Mapping[str, Any], *, finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        self._event({"choices": [choice]})

    def usage(self, answer: Answer) -> None:
        details = {"cached_tokens": answer.cached_tokens}
        counts = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        usage = {**counts, "prompt_tokens_details": details}
        self._event({"choices": [], "usage": usage})

    def _event(self, payload: Mapping[str, Any]) -> None:
        head = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": self._body.get("model"),
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
