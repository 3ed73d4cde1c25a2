"""Which method of an extension takes which message, found once when the node is built."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ten_lite.addons.spec import AddonSpec
from ten_lite.messages import Message

__all__ = ["Handler", "handlers_of", "missing_handler"]


@dataclass(frozen=True, slots=True)
class Handler:
    """One bound handler.

    Attributes:
        function: The bound method.
        is_async: It is a coroutine function or an async generator.
        is_stream: It is an async generator: a command with a stream of results.
        is_command: The message is a ``cmd``.
    """

    function: Callable[[Any], Any]
    is_async: bool
    is_stream: bool
    is_command: bool


def method_name(message: type[Message]) -> str:
    """``on_<message name>``; TEN's names that begin with ``on_`` keep one prefix."""
    return f"on_{message.name.removeprefix('on_')}"


def missing_handler(spec: AddonSpec, extension: type) -> str:
    """What to tell the addon's author when a declared input has no handler; "" when all do."""
    for message in spec.inputs:
        name = method_name(message)
        if not callable(getattr(extension, name, None)):
            return (
                f'addon "{spec.name}" declares the input {message.name}, but '
                f"{extension.__name__} has no method {name}(self, message: {message.__name__})"
            )
    return ""


def handlers_of(spec: AddonSpec, extension: object) -> dict[type[Message], Handler]:
    """The bound handler of each input that ``spec`` declares."""
    found: dict[type[Message], Handler] = {}
    for message in spec.inputs:
        function = getattr(extension, method_name(message))
        is_stream = inspect.isasyncgenfunction(function)
        found[message] = Handler(
            function=function,
            is_async=is_stream or inspect.iscoroutinefunction(function),
            is_stream=is_stream,
            is_command=message.kind == "cmd",
        )
    return found
