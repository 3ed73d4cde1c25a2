"""``anthropic_llm``: streams answers through Anthropic's SDK."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence
from typing import Any, TypeVar

import anthropic
import httpx2
from anthropic import AsyncStream
from anthropic.types import RawMessageStreamEvent

from ten_lite.errors import ProviderError
from ten_lite.kinds import LlmExtension, stream_with_tries
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.runtime import Resource
from ten_lite_anthropic.blocks import Blocks
from ten_lite_anthropic.config import AnthropicLlmConfig
from ten_lite_anthropic.failures import failure, sdk_failure
from ten_lite_anthropic.request import request_body

__all__ = ["AnthropicLlm"]

T = TypeVar("T")

END_WAIT_S = 0.5
"""How long the end of the stream is waited for once the answer is complete."""

REMEMBERED_ANSWERS = 32
"""Answers with calls that are kept to be sent back; a turn has fewer."""

FINISH_REASONS: Mapping[str, str] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
}

PROMPT_COUNTS = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
CACHE_COUNTS = {
    "cache_read_tokens": "cache_read_input_tokens",
    "cache_written_tokens": "cache_creation_input_tokens",
}


class AnthropicLlm(LlmExtension[AnthropicLlmConfig]):
    """Requests run beside each other; closing one closes its HTTP stream at the server."""

    @classmethod
    def resources(cls, config: AnthropicLlmConfig) -> Mapping[str, Resource[Any]]:
        """The client and its connections, one for all sessions with the same server and key."""
        key = (
            "anthropic",
            config.base_url,
            config.api_key,
            config.proxy_url,
            config.connect_timeout_s,
        )
        return {
            "client": Resource(
                key=key,
                label=f"Anthropic client for {config.base_url}",
                load=lambda: asyncio.to_thread(_client, config),
                close=anthropic.AsyncAnthropic.close,
            )
        }

    async def configure(self) -> None:
        """Take the client."""
        self._client: anthropic.AsyncAnthropic = self.resource("client")
        self._as_received: dict[str, Sequence[dict[str, Any]]] = {}

    def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """Stream the answer; try again while nothing of it has come and trying may help."""
        body = request_body(self.config, request, self._as_received)
        return stream_with_tries(
            lambda: self._stream(body), max_retries=self.config.max_retries, log=self.log
        )

    async def _stream(self, body: dict[str, Any]) -> AsyncGenerator[str | ChatDelta, None]:
        """One try.

        Raises:
            CommandError: The server refused this request.
            ProviderError: The server is out of order or took too long, or the answer was cut off.
        """
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + self.config.first_token_timeout_s
        blocks = Blocks()
        tokens: dict[str, int] = {}
        has_begun = False
        stop_reason: str | None = None
        async with await self._by(deadline_s, self._open(body)) as stream:
            while True:
                try:
                    event = await self._by(deadline_s, anext(stream, None))
                except ProviderError:
                    if stop_reason is None:
                        raise
                    break  # the answer was complete
                if event is None:
                    break
                piece = blocks.add(event)
                if event.type == "message_start":
                    tokens.update(_counts(event.message.usage))
                elif event.type == "message_delta":
                    tokens.update(_counts(event.usage))
                    stop_reason = event.delta.stop_reason or stop_reason
                if not has_begun and blocks.began:
                    has_begun = True
                    yield ""  # nothing to send, but the answer has begun
                if piece.delta or piece.reasoning:
                    yield piece
                if stop_reason is not None:
                    deadline_s = loop.time() + END_WAIT_S
                elif has_begun:
                    deadline_s = loop.time() + self.config.gap_timeout_s
        if stop_reason is None:
            raise failure(self.config, "the answer was cut off before its end")
        calls = blocks.calls()
        if calls:
            self._remember(calls[0]["id"], blocks.as_received())
        reason = "tool_calls" if calls else FINISH_REASONS.get(stop_reason, stop_reason)
        yield ChatDelta("", reason, calls, _usage(tokens))

    def _remember(self, first_call: str, blocks: Sequence[dict[str, Any]]) -> None:
        self._as_received[first_call] = blocks
        while len(self._as_received) > REMEMBERED_ANSWERS:
            del self._as_received[next(iter(self._as_received))]

    async def _open(self, body: dict[str, Any]) -> AsyncStream[RawMessageStreamEvent]:
        named = ("model", "max_tokens", "messages", "stream")
        return await self._client.messages.create(
            model=body["model"],
            max_tokens=body["max_tokens"],
            messages=body["messages"],
            stream=True,
            extra_body={key: value for key, value in body.items() if key not in named},
        )

    async def _by(self, deadline_s: float, work: Awaitable[T]) -> T:
        """The result of ``work``.

        Raises:
            CommandError: The server refused this request.
            ProviderError: It failed, or is not there at ``deadline_s`` on the loop's clock.
        """
        began_s = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(deadline_s):
                return await work
        except TimeoutError:
            message = f"nothing came within {deadline_s - began_s:.1f} s"
            raise failure(self.config, message, code="timeout") from None
        except anthropic.APIError as error:
            raise sdk_failure(self.config, error) from None  # its text may hold the key
        except (json.JSONDecodeError, httpx2.HTTPError) as error:  # the SDK lets some through
            raise failure(self.config, f"{type(error).__name__}: {error}") from error


def _client(config: AnthropicLlmConfig) -> anthropic.AsyncAnthropic:
    timeout = httpx2.Timeout(None, connect=config.connect_timeout_s, write=10.0)
    return anthropic.AsyncAnthropic(
        api_key=config.api_key.get_secret_value() or "none",  # or the SDK takes the environment's
        base_url=config.base_url,
        max_retries=0,
        timeout=timeout,
        http_client=anthropic.DefaultAsyncHttpxClient(
            proxy=config.proxy_url or None, timeout=timeout
        ),
    )


def _counts(usage: Any) -> dict[str, int]:
    """The counts of ``usage``, which a compatible server may leave out in part or whole."""
    counts = usage.model_dump(warnings=False) if usage is not None else {}
    return {name: value for name, value in counts.items() if isinstance(value, int)}


def _usage(tokens: Mapping[str, int]) -> dict[str, int]:
    """The counts in the names of ``ChatDelta``: what came from the cache was read as well."""
    read = [tokens[name] for name in PROMPT_COUNTS if name in tokens]
    usage = {"prompt_tokens": sum(read)} if read else {}
    for name, count in CACHE_COUNTS.items():
        if tokens.get(count):
            usage[name] = tokens[count]
    if "output_tokens" in tokens:
        usage["completion_tokens"] = tokens["output_tokens"]
    return usage
