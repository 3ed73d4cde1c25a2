"""Which method of an extension takes which message, found once when the node is built."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ten_lite.addons.spec import AddonSpec
from ten_lite.errors import CommandError
from ten_lite.messages import Message

__all__ = ["Handler", "handlers_of", "missing_handler", "stand_in_handlers"]


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


class Handlers(dict[type[Message], Handler]):
    """Handlers by input; a message of a subclass of an input is taken as that input."""

    def __missing__(self, message: type[Message]) -> Handler:
        for base in message.__mro__[1:]:
            if base in self:
                self[message] = self[base]
                return self[base]
        raise KeyError(message)


def handlers_of(spec: AddonSpec, extension: object) -> Handlers:
    """The bound handler of each input that ``spec`` declares."""
    found = Handlers()
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


def stand_in_handlers(
    handlers: dict[type[Message], Handler], inputs: Iterable[type[Message]]
) -> dict[type[Message], Handler]:
    """``handlers``, and for what else may come among ``inputs`` one that takes no notice of it.

    The graph's checker sees to it that a stand-in takes what its node is connected to; should
    something else arrive, it must not be the end of the session.
    """
    ignored = {
        message: Handler(
            function=_refuse if message.kind == "cmd" else _ignore,
            is_async=False,
            is_stream=False,
            is_command=message.kind == "cmd",
        )
        for message in inputs
    }
    return ignored | handlers


def _ignore(message: Message) -> None:
    """Nobody here takes it."""


def _refuse(message: Message) -> None:
    raise CommandError(f"what stands in for the receiver does not take {message.name}")
