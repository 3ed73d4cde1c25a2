"""From a ``chat_completion`` to the body of a request to the Responses API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ten_lite.messages import ChatCompletion
from ten_lite_openai.config import DEFAULT_MODEL, OpenaiLlmConfig
from ten_lite_openai.request import NO_ARGUMENTS

__all__ = ["Thoughts", "responses_body"]

REMEMBERED_ANSWERS = 32
"""Answers with calls whose thoughts are kept to be sent back; a turn has fewer."""

RENAMED = {"max_tokens": "max_output_tokens", "max_completion_tokens": "max_output_tokens"}


class Thoughts:
    """What the model thought before it called tools, as OpenAI wants it back: encrypted."""

    def __init__(self) -> None:
        self._by_call: dict[str, Sequence[Mapping[str, Any]]] = {}

    def remember(self, call_id: str, items: Sequence[Mapping[str, Any]]) -> None:
        """Keep the thoughts that came before the call ``call_id``."""
        self._by_call[call_id] = items
        while len(self._by_call) > REMEMBERED_ANSWERS:
            del self._by_call[next(iter(self._by_call))]

    def before(self, call_id: str) -> Sequence[Mapping[str, Any]]:
        """The thoughts that came before that call."""
        return self._by_call.get(call_id, ())


def responses_body(
    config: OpenaiLlmConfig, request: ChatCompletion, thoughts: Thoughts
) -> dict[str, Any]:
    """The fields of the request; nothing of the conversation is stored at the server.

    ``extra_params`` win over the other properties, and the request's parameters over both.
    """
    body: dict[str, Any] = {"max_output_tokens": config.max_tokens, "store": False}
    if config.server.pads:
        body["stream_options"] = {"include_obfuscation": False}
    for name in ("temperature", "top_p"):
        if (value := getattr(config, name)) is not None:
            body[name] = value
    effort = config.reasoning_effort
    if effort is None and config.model == DEFAULT_MODEL and config.is_openai:
        effort = "none"
    if effort is not None:
        body["reasoning"] = {"effort": effort}
    for more in (config.extra_params, request.parameters or {}):
        for name, value in more.items():
            if name == "reasoning_effort":
                body["reasoning"] = {**body.get("reasoning", {}), "effort": value}
            else:
                body[RENAMED.get(name, name)] = value
    if body.get("reasoning", {}).get("effort", "none") != "none":
        body.setdefault("include", ["reasoning.encrypted_content"])
    if request.tools:
        body["tools"] = [_function(tool) for tool in request.tools]
    prompts = [m for m in request.messages[:1] if m.get("role") == "system"]
    prompt = prompts[0]["content"] if prompts else config.prompt
    if prompt:
        body["instructions"] = prompt
    items = _items(request.messages[len(prompts) :], thoughts)
    return {**body, "model": config.model, "input": list(items), "stream": True}


def _items(
    messages: Sequence[Mapping[str, Any]], thoughts: Thoughts
) -> Iterator[Mapping[str, Any]]:
    """The history in the shape of this API: calls and their results are items of their own."""
    for message in messages:
        role, content = message["role"], message.get("content")
        if role == "tool":
            yield {
                "type": "function_call_output",
                "call_id": message["tool_call_id"],
                "output": content or "",
            }
            continue
        if content:
            yield {"role": role, "content": content}
        for call in message.get("tool_calls") or ():
            yield from thoughts.before(call["id"])
            yield {
                "type": "function_call",
                "call_id": call["id"],
                "name": call["function"]["name"],
                "arguments": call["function"]["arguments"],
            }


def _function(tool: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "function",
        "name": tool["name"],
        "description": tool.get("description", ""),
        "parameters": tool.get("parameters") or NO_ARGUMENTS,
        "strict": False,
    }
