"""Calls of tools, and their results."""

from __future__ import annotations

from typing import Any

from ten_lite.messages import ToolCall, ToolResult
from ten_lite.testing import Harness


async def use(harness: Harness, name: str, **arguments: Any) -> str:
    """The result of a call that works."""
    result = await _call(harness, name, arguments)
    assert not result.is_error, result.content
    return result.content


async def refused(harness: Harness, name: str, **arguments: Any) -> str:
    """The result of a call that does not work."""
    result = await _call(harness, name, arguments)
    assert result.is_error, result.content
    return result.content


async def _call(harness: Harness, name: str, arguments: dict[str, Any]) -> ToolResult:
    result = await harness.call(ToolCall("1", name, arguments)).result()
    assert isinstance(result, ToolResult)
    return result
