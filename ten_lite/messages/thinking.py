"""Requests to language models and tools, and their results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ten_lite.messages.base import Delivery, Kind, Message

__all__ = ["ChatCompletion", "ChatDelta", "ToolCall", "ToolRegister", "ToolResult"]


@dataclass(slots=True)
class ChatDelta(Message):
    """A piece of the model's answer or thoughts; the last one carries ``finish_reason``.

    Attributes:
        delta: Text to append.
        finish_reason: ``stop``, ``length``, ``tool_calls`` or what else the model says.
        tool_calls: Whole calls, put together from the provider's fragments and sent at once with
            the last piece: ``{"id": ..., "name": ..., "arguments": text of a JSON object}``.
        usage: With the last piece, where the provider tells: ``prompt_tokens`` read and
            ``completion_tokens`` written for this request, ``cache_read_tokens`` of those read and
            ``cache_written_tokens``.
        reasoning: What the model thinks, to append to its thoughts; never part of the answer.
    """

    name: ClassVar[str] = "chat_delta"
    delivery: ClassVar[Delivery] = Delivery.ANSWER

    delta: str
    finish_reason: str | None = None
    tool_calls: tuple[Mapping[str, str], ...] = ()
    usage: Mapping[str, int] | None = field(default=None, compare=False)
    reasoning: str = ""


@dataclass(slots=True)
class ChatCompletion(Message):
    """Ask a language model to go on with a conversation; answered by ``ChatDelta`` results.

    Attributes:
        messages: OpenAI-shaped chat messages, oldest first.
        request_id: Unique for each request.
        parameters: Sampling parameters that override the node's own.
        tools: What the model may call, each as ``ToolRegister.tool``; empty: nothing.
        is_guess: Whether the answer may not be wanted, as the user may not be done.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "chat_completion"
    delivery: ClassVar[Delivery] = Delivery.ANSWER
    result: ClassVar[type[Message] | None] = ChatDelta

    messages: list[dict[str, Any]]
    request_id: str = ""
    parameters: dict[str, Any] | None = None
    tools: tuple[Mapping[str, Any], ...] = ()
    is_guess: bool = False


@dataclass(slots=True)
class ToolRegister(Message):
    """A node offers a tool to the model; sent once, when the node starts.

    Attributes:
        tool: ``{"name": ..., "description": ..., "parameters": a JSON Schema of an object}``.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "tool_register"

    tool: Mapping[str, Any]


@dataclass(slots=True)
class ToolResult(Message):
    """What a tool found, as text for the model; ``is_error`` when it failed."""

    name: ClassVar[str] = "tool_result"

    content: str
    is_error: bool = False


@dataclass(slots=True)
class ToolCall(Message):
    """Use a tool; answered by one ``ToolResult`` of the node that registered it.

    Attributes:
        call_id: Unique for each call.
        tool_name: The tool.
        arguments: What the model wants it called with, an object of the tool's ``parameters``.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "tool_call"
    delivery: ClassVar[Delivery] = Delivery.ANSWER
    to_all: ClassVar[bool] = True
    result: ClassVar[type[Message] | None] = ToolResult

    call_id: str
    tool_name: str
    arguments: Mapping[str, Any]
