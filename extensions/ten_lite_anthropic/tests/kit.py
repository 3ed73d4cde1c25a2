"""``anthropic_llm`` against a server on 127.0.0.1."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing import Harness
from ten_lite.testing.providers.anthropic import FakeAnthropic
from ten_lite_anthropic import ANTHROPIC_LLM


def ask(*said: str, **fields: Any) -> ChatCompletion:
    messages = [{"role": "user", "content": text} for text in said or ("hello",)]
    return ChatCompletion(messages, "r1", **fields)


@asynccontextmanager
async def connected(
    properties: Mapping[str, Any] | None = None, **server_options: Any
) -> AsyncIterator[tuple[FakeAnthropic, Harness]]:
    """The server, and a node that uses it."""
    async with FakeAnthropic(**server_options) as server:
        given = {"base_url": server.base_url, "api_key": "test-key", **(properties or {})}
        async with Harness(ANTHROPIC_LLM, given) as harness:
            yield server, harness


async def deltas(harness: Harness, request: ChatCompletion | None = None) -> list[ChatDelta]:
    async with harness.call(request or ask()) as results:
        return [delta async for delta in results if isinstance(delta, ChatDelta)]


async def text(harness: Harness, request: ChatCompletion | None = None) -> str:
    return "".join(delta.delta for delta in await deltas(harness, request))
