"""One answer of the chat completions, put together from its chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from openai import AsyncOpenAI, AsyncStream
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice

from ten_lite.messages import ChatDelta
from ten_lite_openai.thinking import ThoughtFilter
from ten_lite_openai.tool_calls import ToolCalls

__all__ = ["ChatAnswer", "open_chat"]


async def open_chat(client: AsyncOpenAI, body: Mapping[str, Any]) -> AsyncStream[Any]:
    """Send the request; the chunks of its answer."""
    rest = {key: value for key, value in body.items() if key not in ("model", "messages")}
    return await client.chat.completions.create(
        model=body["model"], messages=body["messages"], stream=True, extra_body=rest
    )


class ChatAnswer:
    """Takes in the chunks.

    Args:
        request_id: For the names of calls that come without one; unique for each answer.

    Attributes:
        began: Whether a word, a call or a thought has come.
        finish_reason: Why it ended; None while more is to come.
    """

    def __init__(self, request_id: str) -> None:
        self.began = False
        self.finish_reason: str | None = None
        self._usage: CompletionUsage | None = None
        self._calls = ToolCalls(request_id)
        self._thoughts = ThoughtFilter()

    def add(self, chunk: ChatCompletionChunk) -> ChatDelta:
        """What of the chunk is said, and what is thought."""
        self._usage = chunk.usage or self._usage
        choice = chunk.choices[0] if chunk.choices else None
        if choice is None:
            return ChatDelta("")
        self.finish_reason = choice.finish_reason or self.finish_reason
        if not choice.delta:
            return ChatDelta("")
        for call in _parts(choice):
            self._calls.add(*call)
        text, thought = choice.delta.content or choice.delta.refusal or "", _thought(choice)
        self.began = self.began or bool(text or thought or choice.delta.tool_calls)
        piece = self._thoughts.feed(text) if text else ChatDelta("")
        return replace(piece, reasoning=thought + piece.reasoning)

    def rest(self) -> ChatDelta:
        """What was held back, when the last chunk has come."""
        return self._thoughts.flush()

    def end(self) -> ChatDelta:
        """The last piece: why it ended, its calls, its tokens."""
        calls = self._calls.whole()
        reason = "tool_calls" if calls else self.finish_reason
        return ChatDelta("", reason, calls, _counts(self._usage))


def _counts(usage: CompletionUsage | None) -> dict[str, int] | None:
    """The counts, of which a compatible server may leave out some or all."""
    if usage is None:
        return None
    counts = {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
    }
    if usage.prompt_tokens_details and usage.prompt_tokens_details.cached_tokens:
        counts["cache_read_tokens"] = usage.prompt_tokens_details.cached_tokens
    return {name: count for name, count in counts.items() if isinstance(count, int)}


def _thought(choice: Choice) -> str:
    """What the model thinks, which has no name in the SDK and two names among servers."""
    delta = choice.delta
    thought = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
    return thought if isinstance(thought, str) else ""


def _parts(choice: Choice) -> Iterator[tuple[int | None, str | None, str | None, str | None]]:
    for call in choice.delta.tool_calls or ():
        function = call.function
        yield (
            call.index,
            call.id,
            function.name if function else None,
            function.arguments if function else None,
        )
