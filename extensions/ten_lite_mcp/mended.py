"""Lists of tools as the protocol wants them, from servers that send them otherwise.

The SDK refuses a whole list when the schema of one of its tools is not that of an object. So
lists are mended on their way to it.
"""

from __future__ import annotations

import contextvars
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Self

from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCResponse

from ten_lite_mcp.offers import object_schema

__all__ = ["Streams", "mended"]

Received = SessionMessage | Exception
Streams = tuple[Any, Any]
"""What is received and what is to be sent; the SDK keeps the names of their types to itself."""


@asynccontextmanager
async def mended(transport: AbstractAsyncContextManager[Streams]) -> AsyncIterator[Streams]:
    """The same transport; lists of tools that come through it are right."""
    async with transport as (received, to_send):
        yield _MendedStream(received), to_send


class _MendedStream:
    """What ``inner`` receives."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def last_context(self) -> contextvars.Context | None:
        """The sender's context, which the SDK asks for."""
        return getattr(self._inner, "last_context", None)

    async def receive(self) -> Received:
        """The next message."""
        return _mend(await self._inner.receive())

    async def aclose(self) -> None:
        """Receive no more."""
        await self._inner.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Received:
        return _mend(await anext(self._inner))

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._inner.__aexit__(error_type, error, traceback)


def _mend(item: Received) -> Received:
    if isinstance(item, SessionMessage) and isinstance(item.message, JSONRPCResponse):
        result = item.message.result
        if isinstance(result.get("tools"), list):
            result["tools"] = [_mend_tool(one) for one in result["tools"] if _has_name(one)]
    return item


def _has_name(tool: Any) -> bool:
    return isinstance(tool, dict) and isinstance(tool.get("name"), str)


def _mend_tool(tool: dict[str, Any]) -> dict[str, Any]:
    schema = tool.get("inputSchema")
    return {**tool, "inputSchema": object_schema(schema if isinstance(schema, dict) else {})}
