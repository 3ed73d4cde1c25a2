"""From a ``chat_completion`` to the body of a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ten_lite.messages import ChatCompletion
from ten_lite_openai.config import DEFAULT_MODEL, OpenaiLlmConfig

__all__ = ["NO_ARGUMENTS", "chat_body"]

SAMPLING = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "reasoning_effort")
NO_ARGUMENTS: Mapping[str, Any] = {"type": "object", "properties": {}}


def chat_body(config: OpenaiLlmConfig, request: ChatCompletion) -> dict[str, Any]:
    """The fields of the request, in the names that the server of ``config`` knows.

    ``extra_params`` win over the other properties, and the request's parameters over both.
    """
    server = config.server
    limit: str = server.limit
    body: dict[str, Any] = {limit: config.max_tokens}
    if server.asks_usage:
        body["stream_options"] = {"include_usage": True}
        if server.pads:  # against listeners; it costs time, and other servers may not know it
            body["stream_options"]["include_obfuscation"] = False
    for name in SAMPLING:
        if (value := getattr(config, name)) is not None:
            body[name] = value
    if config.model == DEFAULT_MODEL and config.is_openai:
        body.setdefault("reasoning_effort", "none")
    for more in (config.extra_params, request.parameters or {}):
        for name, value in more.items():
            if name in ("max_tokens", "max_completion_tokens"):
                body.pop(limit, None)
                limit = name if more is config.extra_params else limit
                name = limit
            body[name] = value
    if request.tools:
        body["tools"] = [_function(tool) for tool in request.tools]
    return {
        **body,
        "model": config.model,
        "messages": _messages(config, request),
        "stream": True,
    }


def _messages(config: OpenaiLlmConfig, request: ChatCompletion) -> list[dict[str, Any]]:
    messages = request.messages
    has_prompt = any(message.get("role") == "system" for message in messages)
    if config.prompt and not has_prompt:
        messages = [{"role": "system", "content": config.prompt}, *messages]
    return messages if config.server.user_after_tool else list(_with_answers(messages))


def _with_answers(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Put an answer without words wherever the user interrupted before there was one."""
    before = ""
    for message in messages:
        if before == "tool" and message.get("role") == "user":
            yield {"role": "assistant", "content": " "}
        yield message
        before = message.get("role", "")


def _function(tool: Mapping[str, Any]) -> dict[str, Any]:
    function = {
        "name": tool["name"],
        "description": tool.get("description", ""),
        "parameters": tool.get("parameters") or NO_ARGUMENTS,
    }
    return {"type": "function", "function": function}
