"""What Anthropic's Messages API refuses with 400, in the version 2026-10-21."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["ERROR_TYPES", "wrong_with"]

ERROR_TYPES: Mapping[int, str] = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
"""HTTP status -> the ``type`` of its error."""

FIELDS = frozenset(
    {
        "cache_control",
        "max_tokens",
        "messages",
        "metadata",
        "model",
        "output_config",
        "service_tier",
        "speed",
        "stop_sequences",
        "stream",
        "system",
        "thinking",
        "tool_choice",
        "tools",
    }
)
REMOVED = frozenset({"temperature", "top_p", "top_k"})
NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
THINKING = ("disabled", "adaptive", "between_tools")
MOST_CACHE_MARKS = 4


def wrong_with(body: Mapping[str, Any]) -> str:
    """The first thing that is wrong with the body of a request; ``""`` when nothing is."""
    return next(_problems(body), "")


def _problems(body: Mapping[str, Any]) -> Iterator[str]:
    for name in body:
        if name in REMOVED:
            yield f"{name}: was removed in this version"
        elif name not in FIELDS:
            yield f"{name}: Extra inputs are not permitted"
    for name in ("model", "max_tokens", "messages"):
        if not body.get(name):
            yield f"{name}: Field required"
            return
    if not body.get("stream"):
        yield "stream: this server only streams"
    if "thinking" in body and body["thinking"].get("type") not in THINKING:
        yield "thinking: Input tag does not match any of the expected tags"
    if str(body).count("'cache_control'") > MOST_CACHE_MARKS:
        yield f"A maximum of {MOST_CACHE_MARKS} blocks with cache_control may be provided."
    if "tool_choice" in body and not body.get("tools"):
        yield "tool_choice: may only be specified while providing tools"
    yield from _empty_texts("system", body.get("system", ()))
    yield from _tool_problems(body.get("tools", ()))
    yield from _message_problems(body["messages"])


def _tool_problems(tools: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    names = [tool["name"] for tool in tools]
    if len(set(names)) < len(names):
        yield "tools: Tool names must be unique."
    for tool in tools:
        if not NAME.fullmatch(tool["name"]):
            yield f"tools: String should match pattern {NAME.pattern}"
        if tool["input_schema"].get("type") != "object":
            yield "tools: input_schema.type: Field required"
        if set(tool) - {"name", "description", "input_schema", "cache_control"}:
            yield "tools: Extra inputs are not permitted"


def _message_problems(messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if messages[0]["role"] != "user":
        yield 'messages: first message must use the "user" role'
    if messages[-1]["role"] != "user":
        yield "This model does not support assistant message prefill."
    seen: set[str] = set()
    waiting: list[str] = []
    for n, message in enumerate(messages):
        if message["role"] not in ("user", "assistant") or set(message) - {"role", "content"}:
            yield f"messages.{n}: Unexpected role or field"
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        yield from _empty_texts(f"messages.{n}", blocks)
        answered = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if not all(block["type"] == "tool_result" for block in blocks[: len(answered)]):
            yield f"messages.{n}: tool_result blocks must come first"
        if missing := set(waiting) - set(answered):
            yield f"messages.{n}: `tool_use` ids without `tool_result` blocks: {missing}"
        if unknown := set(answered) - set(waiting):
            yield f"messages.{n}: unexpected `tool_use_id` in `tool_result` blocks: {unknown}"
        waiting = [block["id"] for block in blocks if block["type"] == "tool_use"]
        for id_ in waiting:
            if id_ in seen:
                yield f"messages.{n}: `tool_use` ids must be unique"
            if not NAME.fullmatch(id_):
                yield f"messages.{n}: tool_use.id should match pattern {NAME.pattern}"
            seen.add(id_)
        if any(type(b["input"]) is not dict for b in blocks if b["type"] == "tool_use"):
            yield f"messages.{n}: tool_use.input: Input should be an object"
    if waiting:
        yield f"`tool_use` ids without `tool_result` blocks: {waiting}"


def _empty_texts(place: str, blocks: Sequence[Mapping[str, Any]] | str) -> Iterator[str]:
    if isinstance(blocks, str):
        blocks = [{"type": "text", "text": blocks}]
    elif place.startswith("messages") and not blocks:
        yield f"{place}: content: must not be empty"
    for block in blocks:
        if block["type"] == "text" and not block["text"].strip():
            yield f"{place}: text content blocks must contain non-whitespace text"
