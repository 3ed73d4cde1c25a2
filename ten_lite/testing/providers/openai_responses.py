"""The fake OpenAI's Responses API: its rules and its events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ten_lite.testing.providers.chat_server import EventWire, Fault, Refusal
from ten_lite.testing.providers.openai_script import Answer, Call, Failed, Step, Thought

__all__ = ["check_response", "send_response"]

FIELDS = frozenset(
    {
        *("include", "input", "instructions", "max_output_tokens", "metadata", "model"),
        *("parallel_tool_calls", "reasoning", "service_tier", "store", "stream", "stream_options"),
        *("temperature", "text", "tool_choice", "tools", "top_p", "truncation", "user"),
    }
)
ITEMS: Mapping[str, frozenset[str]] = {
    "function_call": frozenset({"call_id", "name", "arguments"}),
    "function_call_output": frozenset({"call_id", "output"}),
    "reasoning": frozenset({"id", "summary"}),
}
"""Type of an item -> the fields it has to have."""
ROLES = ("user", "assistant", "system", "developer")
PIECES = 3


def check_response(body: Mapping[str, Any]) -> Refusal | None:
    """What the real server says to such a request, if it refuses it."""
    if not body.get("stream"):
        return Refusal(400, "not_supported", "this server only streams")
    for name in body:
        if name not in FIELDS:
            return Refusal(400, "unknown_parameter", f"Unknown parameter: '{name}'.")
    for wrong in (*_wrong_items(body["input"]), *_wrong_tools(body.get("tools", []))):
        return Refusal(400, "invalid_request_error", wrong)
    return None


async def send_response(answer: Answer, body: Mapping[str, Any], wire: EventWire) -> None:
    """Send ``answer``."""
    events = _Events(body, wire, thoughts="reasoning.encrypted_content" in body.get("include", ()))
    events.event("response.created", response=events.response("in_progress"))
    for step in answer.steps:
        await events.step(step)
        if wire.over:
            return
    events.end_item()
    if answer.finish_reason is not None:
        events.end(answer)
    await wire.close()


class _Events:
    """Events of one answer: one item after the other."""

    def __init__(self, body: Mapping[str, Any], wire: EventWire, *, thoughts: bool) -> None:
        self._body = body
        self._wire = wire
        self._keeps_thoughts = thoughts
        self._number = 0
        self._item: dict[str, Any] | None = None
        self._items: list[dict[str, Any]] = []

    async def step(self, step: Step) -> None:
        match step:
            case Fault():
                await self._wire.fault(step)
                return
            case Failed():
                error = {"code": step.code, "message": step.message}
                self.event("response.failed", response=self.response("failed", error=error))
                await self._wire.close()
                self._wire.over = True
                return
            case bytes():
                self._wire.send(step)
            case str():
                self._say(step)
            case Thought():
                self._think(step.text)
            case Call():
                self._call(step)
            case Mapping():
                self.event(**step)
            case _:
                await self._wire.pause(step)
        await self._wire.flush()

    def event(self, type: str, **fields: Any) -> None:
        payload = {"type": type, "sequence_number": self._number, **fields}
        self._number += 1
        text = json.dumps(payload, ensure_ascii=False)
        self._wire.send(f"event: {type}\ndata: {text}\n\n".encode())

    def response(self, status: str, **more: Any) -> dict[str, Any]:
        return {
            "id": "resp_1",
            "object": "response",
            "created_at": 1_700_000_000,
            "status": status,
            "model": self._body["model"],
            "output": list(self._items),
            "error": None,
            "incomplete_details": None,
            "instructions": self._body.get("instructions"),
            "metadata": {},
            "parallel_tool_calls": True,
            "temperature": 1.0,
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "usage": None,
            **more,
        }

    def end(self, answer: Answer) -> None:
        usage = {
            "input_tokens": 11,
            "input_tokens_details": {
                "cached_tokens": answer.cached_tokens,
                "cache_write_tokens": 0,
            },
            "output_tokens": 7,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 18,
        }
        told = {"usage": usage if answer.usage else None}
        if answer.finish_reason in ("stop", "tool_calls"):
            self.event("response.completed", response=self.response("completed", **told))
            return
        names = {"length": "max_output_tokens"}
        reason = names.get(str(answer.finish_reason), answer.finish_reason)
        told["incomplete_details"] = {"reason": reason}
        self.event("response.incomplete", response=self.response("incomplete", **told))

    def end_item(self) -> None:
        item, self._item = self._item, None
        if item is None:
            return
        item["status"] = "completed"
        place = {"item_id": item["id"], "output_index": len(self._items)}
        if item["type"] == "message":
            (part,) = item["content"]
            self.event(
                "response.output_text.done",
                **place,
                content_index=0,
                text=part["text"],
                logprobs=[],
            )
            self.event("response.content_part.done", **place, content_index=0, part=part)
        self.event("response.output_item.done", output_index=place["output_index"], item=item)
        self._items.append(item)

    def _say(self, text: str) -> None:
        item = self._open("message", role="assistant", content=[])
        place = {"item_id": item["id"], "output_index": len(self._items), "content_index": 0}
        if not item["content"]:
            item["content"] = [{"type": "output_text", "text": "", "annotations": []}]
            self.event("response.content_part.added", **place, part=dict(item["content"][0]))
        item["content"][0]["text"] += text
        self.event("response.output_text.delta", **place, delta=text, logprobs=[])

    def _think(self, text: str) -> None:
        more = {"encrypted_content": "gAAAsecret"} if self._keeps_thoughts else {}
        item = self._open("reasoning", summary=[], **more)
        place = {"item_id": item["id"], "output_index": len(self._items), "summary_index": 0}
        if not item["summary"]:
            item["summary"] = [{"type": "summary_text", "text": ""}]
            part = dict(item["summary"][0])
            self.event("response.reasoning_summary_part.added", **place, part=part)
        item["summary"][0]["text"] += text
        self.event("response.reasoning_summary_text.delta", **place, delta=text)

    def _call(self, call: Call) -> None:
        self.end_item()
        item = self._open("function_call", call_id=call.id, name=call.name, arguments="")
        place = {"item_id": item["id"], "output_index": len(self._items)}
        size = -(-len(call.arguments) // PIECES)
        for at in range(0, len(call.arguments), max(1, size)):
            bit = call.arguments[at : at + size]
            self.event("response.function_call_arguments.delta", **place, delta=bit)
        item["arguments"] = call.arguments
        self.event(
            "response.function_call_arguments.done",
            **place,
            name=call.name,
            arguments=call.arguments,
        )
        self.end_item()

    def _open(self, type: str, **fields: Any) -> dict[str, Any]:
        if self._item is not None and self._item["type"] == type:
            return self._item
        self.end_item()
        id_ = f"{type}_{len(self._items)}"
        self._item = {"id": id_, "type": type, "status": "in_progress", **fields}
        added = json.loads(json.dumps(self._item))
        self.event("response.output_item.added", output_index=len(self._items), item=added)
        return self._item


def _wrong_items(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong with the history: fields, and calls without their results."""
    waiting: list[str] = []
    for item in items:
        kind = item.get("type", "message")
        if kind == "message":
            if item.get("role") not in ROLES or not item.get("content"):
                yield "Invalid value: a message has a role and content."
        elif kind not in ITEMS:
            yield f"Invalid value: '{kind}'."
        elif lacking := ITEMS[kind] - item.keys():
            yield f"Missing required parameter: '{min(lacking)}'."
        elif kind == "function_call":
            waiting.append(item["call_id"])
        elif kind == "function_call_output":
            if item["call_id"] not in waiting:
                yield f"No tool call found for function call output with call_id {item['call_id']}."
            else:
                waiting.remove(item["call_id"])
    if waiting:
        yield f"No tool output found for function call {waiting[0]}."


def _wrong_tools(tools: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for tool in tools:
        if tool.get("type") != "function" or "name" not in tool or "parameters" not in tool:
            yield "Missing required parameter: 'tools[0].name'."
