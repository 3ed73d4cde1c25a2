"""``openai_llm``: streams answers through OpenAI's SDK."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Iterator, Mapping
from typing import Any, TypeVar

import httpx2
import openai
from openai import AsyncStream
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice

from ten_lite.errors import ProviderError
from ten_lite.kinds import LlmExtension, stream_with_tries
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.runtime import Resource
from ten_lite_openai.config import OpenaiLlmConfig
from ten_lite_openai.failures import failure, sdk_failure
from ten_lite_openai.request import request_body
from ten_lite_openai.thinking import ThoughtFilter
from ten_lite_openai.tool_calls import ToolCalls

__all__ = ["OpenaiLlm"]

T = TypeVar("T")

USAGE_WAIT_S = 0.5
"""How long the end of an answer waits for the count of its tokens."""


class OpenaiLlm(LlmExtension[OpenaiLlmConfig]):
    """Requests run beside each other; closing one closes its HTTP stream at the server."""

    @classmethod
    def resources(cls, config: OpenaiLlmConfig) -> Mapping[str, Resource[Any]]:
        """The client and its connections, one for all sessions with the same server and key."""
        key = (
            "openai",
            config.base_url,
            config.api_key,
            config.proxy_url,
            config.connect_timeout_s,
        )
        return {
            "client": Resource(
                key=key,
                label=f"OpenAI client for {config.base_url}",
                load=lambda: asyncio.to_thread(_client, config),
                close=openai.AsyncOpenAI.close,
            )
        }

    async def configure(self) -> None:
        """Take the client."""
        self._client: openai.AsyncOpenAI = self.resource("client")

    def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """Stream the answer; try again while nothing of it has come and trying may help."""
        body = request_body(self.config, request)
        return stream_with_tries(
            lambda: self._stream(body, request), max_retries=self.config.max_retries, log=self.log
        )

    async def _stream(
        self, body: dict[str, Any], request: ChatCompletion
    ) -> AsyncGenerator[str | ChatDelta, None]:
        """One try.

        Raises:
            CommandError: The server refused this request.
            ProviderError: The server is out of order or took too long, or the answer was cut off.
        """
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        deadline_s = began_s + self.config.first_token_timeout_s
        calls, thoughts = ToolCalls(request.request_id or "call"), ThoughtFilter()
        first_s: float | None = None
        finish_reason = usage = None
        async with await self._by(deadline_s, self._open(body)) as stream:
            while True:
                try:
                    chunk = await self._by(deadline_s, anext(stream, None))
                except ProviderError:
                    if finish_reason is None:
                        raise
                    break  # only the count of the tokens is missing
                if chunk is None:
                    break
                usage = chunk.usage or usage
                choice = chunk.choices[0] if chunk.choices else None
                if choice is not None:
                    finish_reason = choice.finish_reason or finish_reason
                    if first_s is None and _says_something(choice):
                        first_s = loop.time()
                        yield ""  # nothing to send, but the answer has begun
                    for call in _parts(choice):
                        calls.add(*call)
                    if said := thoughts.feed(_text(choice)):
                        yield said
                if finish_reason is not None:
                    deadline_s = loop.time() + USAGE_WAIT_S
                elif first_s is not None:
                    deadline_s = loop.time() + self.config.gap_timeout_s
        if finish_reason is None:
            raise failure(self.config, "the answer was cut off before its end")
        if rest := thoughts.flush():
            yield rest
        self.log.info(
            "answered in %.0f ms, first piece after %.0f ms, finish %s, tokens in %s out %s",
            (loop.time() - began_s) * 1000,
            ((first_s or loop.time()) - began_s) * 1000,
            finish_reason,
            usage.prompt_tokens if usage else "?",
            usage.completion_tokens if usage else "?",
        )
        whole = calls.whole()
        yield ChatDelta("", "tool_calls" if whole else finish_reason, whole, _counts(usage))

    async def _open(self, body: dict[str, Any]) -> AsyncStream[ChatCompletionChunk]:
        rest = {key: value for key, value in body.items() if key not in ("model", "messages")}
        return await self._client.chat.completions.create(
            model=body["model"], messages=body["messages"], stream=True, extra_body=rest
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
        except openai.APIError as error:
            raise sdk_failure(self.config, error) from None  # its text may hold the key
        except (json.JSONDecodeError, httpx2.HTTPError) as error:  # the SDK lets some through
            raise failure(self.config, f"{type(error).__name__}: {error}") from error


def _client(config: OpenaiLlmConfig) -> openai.AsyncOpenAI:
    timeout = httpx2.Timeout(None, connect=config.connect_timeout_s, write=10.0)
    return openai.AsyncOpenAI(
        api_key=config.api_key.get_secret_value() or "none",  # or the SDK takes the environment's
        base_url=config.base_url,
        max_retries=0,
        timeout=timeout,
        http_client=openai.DefaultAsyncHttpxClient(proxy=config.proxy_url or None, timeout=timeout),
    )


def _counts(usage: CompletionUsage | None) -> dict[str, int] | None:
    """The counts, of which a compatible server may leave out some or all."""
    if usage is None:
        return None
    counts = {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
    }
    return {name: count for name, count in counts.items() if isinstance(count, int)}


def _text(choice: Choice) -> str:
    return (choice.delta.content or choice.delta.refusal or "") if choice.delta else ""


def _parts(choice: Choice) -> Iterator[tuple[int | None, str | None, str | None, str | None]]:
    for call in (choice.delta.tool_calls or ()) if choice.delta else ():
        function = call.function
        yield (
            call.index,
            call.id,
            function.name if function else None,
            function.arguments if function else None,
        )


def _says_something(choice: Choice) -> bool:
    """Whether there is a word, a call or a thought in it; thoughts have no name in the SDK."""
    delta = choice.delta
    if not delta:
        return False
    thought = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
    return bool(_text(choice) or delta.tool_calls or thought)
