"""From a ``chat_completion`` to the body of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ten_lite.messages import ChatCompletion
from ten_lite_openai.config import DEFAULT_MODEL, OpenaiLlmConfig

__all__ = ["request_body"]

SAMPLING = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "reasoning_effort")
NO_ARGUMENTS: Mapping[str, Any] = {"type": "object", "properties": {}}


def request_body(config: OpenaiLlmConfig, request: ChatCompletion) -> dict[str, Any]:
    """The fields of the request, in the names that the server of ``config`` knows.

    ``extra_params`` win over the other properties, and the request's parameters over both.
    """
    limit = "max_completion_tokens" if config.is_openai else "max_tokens"
    body: dict[str, Any] = {limit: config.max_tokens}
    if config.is_openai:  # padding against listeners, which costs time; others may not know it
        body["stream_options"] = {"include_usage": True, "include_obfuscation": False}
    else:
        body["stream_options"] = {"include_usage": True}
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
    has_prompt = any(message.get("role") == "system" for message in request.messages)
    if has_prompt or not config.prompt:
        return request.messages
    return [{"role": "system", "content": config.prompt}, *request.messages]


def _function(tool: Mapping[str, Any]) -> dict[str, Any]:
    function = {
        "name": tool["name"],
        "description": tool.get("description", ""),
        "parameters": tool.get("parameters") or NO_ARGUMENTS,
    }
    return {"type": "function", "function": function}
