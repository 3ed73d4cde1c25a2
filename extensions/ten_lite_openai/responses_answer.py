"""One answer of the Responses API, put together from its events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openai import AsyncOpenAI, AsyncStream
from openai.types.responses import ResponseStreamEvent

from ten_lite.errors import CommandError, ProviderError
from ten_lite.messages import ChatDelta
from ten_lite_openai.config import OpenaiLlmConfig
from ten_lite_openai.failures import NO_CREDIT, failure
from ten_lite_openai.responses_request import Thoughts

__all__ = ["ResponsesAnswer", "open_response"]

SAID = ("response.output_text.delta", "response.refusal.delta")
THOUGHT = ("response.reasoning_text.delta", "response.reasoning_summary_text.delta")
BEGINNING_CALL = "response.function_call_arguments.delta"
INCOMPLETE: Mapping[str, str] = {"max_output_tokens": "length"}
FOR_NOW = ("", "server_error", "rate_limit_exceeded", "vector_store_timeout")
"""Codes of errors that may be over soon; others are about the request."""


async def open_response(client: AsyncOpenAI, body: Mapping[str, Any]) -> AsyncStream[Any]:
    """Send the request; the events of its answer."""
    rest = {key: value for key, value in body.items() if key not in ("model", "input")}
    return await client.responses.create(
        model=body["model"], input=body["input"], stream=True, extra_body=rest
    )


class ResponsesAnswer:
    """Takes in the events.

    Args:
        config: Of the node, for the text of errors.
        thoughts: Keeps what the model thought before it called tools.

    Attributes:
        began: Whether a word, a call or a thought has come.
        finish_reason: Why it ended; None while more is to come.
    """

    def __init__(self, config: OpenaiLlmConfig, thoughts: Thoughts) -> None:
        self.began = False
        self.finish_reason: str | None = None
        self._config = config
        self._thoughts = thoughts
        self._calls: list[Mapping[str, str]] = []
        self._thought_items: list[Mapping[str, Any]] = []
        self._usage: dict[str, int] | None = None

    def add(self, event: ResponseStreamEvent) -> ChatDelta:
        """What of the event is said, and what is thought.

        Raises:
            CommandError: The server refused this request.
            ProviderError: It cannot answer now.
        """
        if event.type in SAID or event.type in THOUGHT:
            piece: str = getattr(event, "delta", "")
            self.began = self.began or bool(piece)
            said = event.type in SAID
            return ChatDelta(piece if said else "", reasoning="" if said else piece)
        if event.type == BEGINNING_CALL:
            self.began = True
        elif event.type == "response.reasoning_summary_part.added" and event.summary_index:
            return ChatDelta("", reasoning="\n\n")
        elif event.type == "response.output_item.done":
            self._take(event.item)
        elif event.type == "response.completed":
            self._end(event.response, "stop")
        elif event.type == "response.incomplete":
            details = event.response.incomplete_details
            reason = (details.reason if details else None) or "incomplete"
            self._end(event.response, INCOMPLETE.get(reason, reason))
        elif event.type == "response.failed":
            error = event.response.error
            raise self._failure(error.message if error else "", error.code if error else "")
        elif event.type == "error":
            raise self._failure(event.message, event.code)
        return ChatDelta("")

    def rest(self) -> ChatDelta:
        """Nothing is held back."""
        return ChatDelta("")

    def end(self) -> ChatDelta:
        """The last piece: why it ended, its calls, its tokens."""
        if self._calls and self._thought_items:
            self._thoughts.remember(self._calls[0]["id"], self._thought_items)
        reason = "tool_calls" if self._calls else self.finish_reason
        return ChatDelta("", reason, tuple(self._calls), self._usage)

    def _take(self, item: Any) -> None:
        if item.type == "function_call" and item.status != "incomplete":
            self.began = True
            call = {"id": item.call_id, "name": item.name, "arguments": item.arguments}
            self._calls.append(call)
        elif item.type == "reasoning" and item.encrypted_content:
            kept = item.model_dump(exclude_none=True, exclude={"status"}, warnings=False)
            self._thought_items.append(kept)

    def _end(self, response: Any, reason: str) -> None:
        self.finish_reason = reason
        if (usage := response.usage) is not None:
            self._usage = {
                "prompt_tokens": usage.input_tokens,
                "completion_tokens": usage.output_tokens,
            }
            if usage.input_tokens_details and usage.input_tokens_details.cached_tokens:
                self._usage["cache_read_tokens"] = usage.input_tokens_details.cached_tokens

    def _failure(self, message: str, code: str | None) -> CommandError | ProviderError:
        code = code or ""
        no_credit = code in NO_CREDIT
        status = 0 if no_credit or code in FOR_NOW else 400
        said = message or "the answer failed"
        return failure(self._config, said, status=status, code=code, out_of_credit=no_credit)
