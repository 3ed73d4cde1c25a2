"""Base of tools: told to the model when the node starts, called one or many at a time."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.errors import TenLiteError
from ten_lite.messages import ToolCall, ToolRegister, ToolResult
from ten_lite.runtime.extension import ConfigT, Extension

__all__ = ["ToolError", "ToolExtension"]

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


class ToolError(TenLiteError):
    """A tool cannot do what it was asked; the text is for the model, which passes it on."""


class ToolExtension(Extension[ConfigT]):
    """A node that offers tools; subclasses write ``tools`` and ``run_tool``.

    Each call is carried out in a task of its own, so calls run beside each other, and is
    cancelled when its answer is interrupted or its caller waits no longer. Whatever goes wrong
    becomes a result with ``is_error``; it does not fail the node. A subclass that overrides
    ``start`` calls ``super().start()``; one whose tools change calls ``offer`` again.
    """

    @abstractmethod
    def tools(self) -> Sequence[Mapping[str, Any]]:
        """The tools, each ``{"name", "description", "parameters": JSON Schema of an object}``."""

    @abstractmethod
    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Use the tool ``name`` and tell, as text for the model, what came of it.

        The arguments have the required keys, and each one that the schema's ``properties`` name
        has its ``type`` and is one of its ``enum``. Nothing else of the schema is checked: no
        ranges, nothing inside of arrays and objects.

        Raises:
            ToolError: It cannot be done; the text is for the model.
        """

    async def start(self) -> None:
        """Offer the tools."""
        self.offer()

    def offer(self) -> None:
        """Tell the control of each tool there is now; one that it knows already is renewed."""
        for tool in self.tools():
            self.send(ToolRegister(tool))

    async def on_tool_call(self, call: ToolCall) -> ToolResult:
        """Carry out one call."""
        try:
            self._check(call)
            result = await self.run_tool(call.tool_name, call.arguments)
            if not isinstance(result, str):  # in the history it would fail every later request
                raise TypeError(f"run_tool gave {type(result).__name__}, not text")
            return ToolResult(result)
        except ToolError as error:
            return ToolResult(str(error), is_error=True)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # cancelled is what the tool waited for, not the call: that is a failure like others
            return self._failure(call)
        except Exception:
            return self._failure(call)

    def _failure(self, call: ToolCall) -> ToolResult:
        """The result of a call that an exception has ended, which is logged."""
        self.log.exception("tool %s failed", call.tool_name)
        return ToolResult(f"the tool {call.tool_name} failed", is_error=True)

    def _check(self, call: ToolCall) -> None:
        """Hold the call against the tool's schema.

        Raises:
            ToolError: There is no such tool, or its arguments are wrong.
        """
        known = {str(tool["name"]): tool for tool in self.tools()}
        if call.tool_name not in known:
            raise ToolError(f"there is no tool {call.tool_name}; known: {', '.join(known)}")
        schema = known[call.tool_name].get("parameters") or {}
        missing = [key for key in schema.get("required") or () if key not in call.arguments]
        if missing:
            raise ToolError(f"required arguments are missing: {', '.join(missing)}")
        for key, wanted in (schema.get("properties") or {}).items():
            if key in call.arguments and isinstance(wanted, Mapping):  # it may be true, for any
                _hold_against(key, call.arguments[key], wanted)


def _hold_against(key: str, value: object, schema: Mapping[str, Any]) -> None:
    """Check one argument.

    Raises:
        ToolError: It is of another type, or not one of those there are.
    """
    types, choices = schema.get("type"), schema.get("enum")
    if types and not _is(value, types):
        raise ToolError(f"the argument {key} must be of type {_words(types)}")
    if isinstance(choices, list | tuple) and value not in choices:
        raise ToolError(f"the argument {key} must be one of: {', '.join(map(str, choices))}")


def _is(value: object, wanted: str | Sequence[str]) -> bool:
    """Whether ``value`` has the JSON type, or one of those, called ``wanted``."""
    if not isinstance(wanted, str):
        return any(_is(value, one) for one in wanted)
    if isinstance(value, bool):  # an int in Python, no number in JSON
        return wanted == "boolean"
    if wanted == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, TYPES.get(wanted, object))


def _words(wanted: str | Sequence[str]) -> str:
    return wanted if isinstance(wanted, str) else " or ".join(wanted)
