"""From a ``chat_completion`` to the body of a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.messages import ChatCompletion
from ten_lite_anthropic.config import DEFAULT_MODEL, AnthropicLlmConfig
from ten_lite_anthropic.history import anthropic_history

__all__ = ["request_body"]

CACHED: Mapping[str, str] = {"type": "ephemeral"}
RENAMED: Mapping[str, str] = {"max_completion_tokens": "max_tokens"}
UNKNOWN_HERE = frozenset(
    {"temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed"}
)
"""Sampling that other models have: the API refuses a request that brings one."""


def request_body(
    config: AnthropicLlmConfig,
    request: ChatCompletion,
    as_received: Mapping[str, Sequence[dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """The fields of the request.

    ``extra_params`` win over the other properties, and the request's parameters over both; those
    that no Claude model has are left out.

    Args:
        config: The node's properties.
        request: What is asked.
        as_received: Earlier answers with calls, as ``anthropic_history`` takes them.

    Raises:
        CommandError: The conversation has something that cannot be sent.
    """
    body: dict[str, Any] = {"max_tokens": config.max_tokens}
    thinking = config.thinking
    if thinking is None and config.model == DEFAULT_MODEL:
        thinking = "disabled"
    if thinking is not None:
        body["thinking"] = {"type": thinking}
    if config.effort is not None:
        body["output_config"] = {"effort": config.effort}
    if config.prompt_caching:
        body["cache_control"] = CACHED
    body.update(config.extra_params)
    for name, value in (request.parameters or {}).items():
        if name not in UNKNOWN_HERE:
            body[RENAMED.get(name, name)] = value
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    system, messages = anthropic_history(request.messages, as_received)
    if prompt := system or config.prompt.strip():
        # what a history that is cut has in common with the one before it ends here
        mark = {"cache_control": CACHED} if config.prompt_caching else {}
        body["system"] = [{"type": "text", "text": prompt, **mark}]
    return {**body, "model": config.model, "messages": messages, "stream": True}


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"properties": {}, **(tool.get("parameters") or {}), "type": "object"}
    described = {"description": tool["description"]} if tool.get("description") else {}
    return {"name": tool["name"], **described, "input_schema": schema}
