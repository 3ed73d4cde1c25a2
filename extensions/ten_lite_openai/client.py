"""OpenAI's SDK: one client for all nodes with the same server and key, and waits that end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

import httpx2
import openai

from ten_lite.kinds import HttpModel
from ten_lite.runtime import Resource
from ten_lite_openai.failures import failure, sdk_failure
from ten_lite_openai.server_config import OpenaiServerConfig

__all__ = ["client_resource", "within"]

T = TypeVar("T")


def client_resource(config: OpenaiServerConfig) -> Mapping[str, Resource[Any]]:
    """The client with its connections, as ``Extension.resources`` wants it; its name: client."""
    key = ("openai", config.base_url, config.api_key, config.proxy_url, config.connect_timeout_s)
    return {
        "client": Resource(
            key=key,
            label=f"OpenAI client for {config.base_url}",
            load=lambda: asyncio.to_thread(_client, config),
            close=openai.AsyncOpenAI.close,
        )
    }


async def within(config: HttpModel, deadline_s: float, work: Awaitable[T]) -> T:
    """The result of ``work``, which is something that the SDK does.

    Args:
        config: Of the node, for the error's text.
        deadline_s: On the loop's clock.
        work: Cancelled at the deadline.

    Raises:
        CommandError: The server refused this request.
        ProviderError: It failed, or is not there at the deadline; its code is ``timeout`` then.
    """
    began_s = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(deadline_s):
            return await work
    except TimeoutError:
        message = f"nothing came within {deadline_s - began_s:.1f} s"
        raise failure(config, message, code="timeout") from None
    except openai.APIError as error:
        raise sdk_failure(config, error) from None  # its text may hold the key
    except (json.JSONDecodeError, httpx2.HTTPError, httpx2.StreamError) as error:
        # the SDK lets some through
        raise failure(config, f"{type(error).__name__}: {error}") from error


def _client(config: OpenaiServerConfig) -> openai.AsyncOpenAI:
    timeout = httpx2.Timeout(None, connect=config.connect_timeout_s, write=10.0)
    return openai.AsyncOpenAI(
        api_key=config.api_key.get_secret_value() or "none",  # or the SDK takes the environment's
        base_url=config.base_url,
        max_retries=0,
        timeout=timeout,
        http_client=openai.DefaultAsyncHttpxClient(proxy=config.proxy_url or None, timeout=timeout),
    )
