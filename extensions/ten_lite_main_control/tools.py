"""The tools that nodes offer to the model, and the calls it makes of them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ten_lite.errors import CommandError, Interrupted
from ten_lite.messages import ToolCall, ToolRegister, ToolResult
from ten_lite.runtime import CommandResults

__all__ = ["ToolRound", "Toolbox", "use_tools"]

INTERRUPTED = "interrupted"

Call = Callable[[ToolCall, str], CommandResults]
"""Sends a call to the node of this name."""

Own = Callable[[str], str | None]
"""Carries out, or refuses, the tool of this name; gives the result, None if it is a node's."""


class Toolbox:
    """What nodes have registered, by the tool's name."""

    def __init__(self) -> None:
        self._offers: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def register(self, offer: ToolRegister) -> None:
        """Take a tool in; a node that registers one again, after a restart say, renews it.

        Raises:
            CommandError: The tool has no name, or another node has registered that name.
        """
        name = offer.tool.get("name")
        if not isinstance(name, str) or not name:
            raise CommandError(f"a tool that {offer.source} registers has no name")
        other = self.source(name)
        if other not in ("", offer.source):
            raise CommandError(
                f"{offer.source} registers the tool {name}, which {other} has registered already; "
                "rename one of them"
            )
        self._offers[name] = (offer.source, offer.tool)

    def offered(self) -> tuple[Mapping[str, Any], ...]:
        """Every tool, for the model, in the order of registration."""
        return tuple(tool for _, tool in self._offers.values())

    def source(self, name: str) -> str:
        """The node that registered the tool ``name``; "" for none."""
        return self._offers[name][0] if name in self._offers else ""


@dataclass(slots=True)
class ToolRound:
    """Calls that the model made at once, and what has come of them so far.

    Attributes:
        calls: As in ``ChatDelta.tool_calls``.
        results: By the place of the call; a call that is missing has no result yet.
    """

    calls: tuple[Mapping[str, str], ...]
    results: dict[int, str] = field(default_factory=dict)

    def messages(self, text: str) -> list[dict[str, Any]]:
        """The round in OpenAI's shape, each call answered: providers refuse any other history.

        Args:
            text: What the model said before it called.
        """
        calls = [
            {
                "id": call["id"],
                "type": "function",
                # some servers read these again and refuse the whole history for a broken one
                "function": {"name": call["name"], "arguments": _object_or_empty(call)},
            }
            for call in self.calls
        ]
        answers = [
            {
                "role": "tool",
                "tool_call_id": call["id"],
                "content": self.results.get(place, INTERRUPTED),
            }
            for place, call in enumerate(self.calls)
        ]
        content = text.strip() or None
        return [{"role": "assistant", "content": content, "tool_calls": calls}, *answers]


async def use_tools(
    tools: ToolRound,
    toolbox: Toolbox,
    call: Call,
    own: Own,
    *,
    timeout_s: float,
    log: logging.LoggerAdapter[logging.Logger],
) -> None:
    """Carry out all calls of a round at once; whatever goes wrong becomes a result.

    Args:
        tools: The round; its results are filled in as they come.
        toolbox: Tells which node has which tool.
        call: Sends a call to its node.
        own: Carries out what is for no node to do, such as to refuse a tool that there is not.
        timeout_s: How long each call may take.
        log: Gets the reasons of failures, without arguments and results.
    """

    async def use(place: int) -> None:
        request = tools.calls[place]
        name = request["name"]
        try:
            async with asyncio.timeout(timeout_s):
                tools.results[place] = await _use(request, toolbox, call, own)
        except Interrupted:
            return
        except TimeoutError:
            log.warning("the tool %s took longer than %g s", name, timeout_s)
            tools.results[place] = f"error: {name} took longer than {timeout_s:g} s"
        except CommandError as error:
            log.warning("the tool %s failed: %s", name, error)
            tools.results[place] = f"error: {name} failed"

    await asyncio.gather(*(use(place) for place in range(len(tools.calls))))


async def _use(request: Mapping[str, str], toolbox: Toolbox, call: Call, own: Own) -> str:
    if (done := own(request["name"])) is not None:
        return done
    name, source = request["name"], toolbox.source(request["name"])
    arguments = _object(request)
    if arguments is None:
        return f"error: the arguments of {name} must be a JSON object"
    async with call(ToolCall(request["id"], name, arguments), source) as results:
        result = await results.result()
    if not isinstance(result, ToolResult):
        return "done"
    return f"error: {result.content}" if result.is_error else result.content


def _object(call: Mapping[str, str]) -> dict[str, Any] | None:
    """The arguments; None when they are no JSON object. Nothing at all is an empty object."""
    try:
        arguments = json.loads(call["arguments"] or "{}")
    except (ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None


def _object_or_empty(call: Mapping[str, str]) -> str:
    return call["arguments"] if call["arguments"] and _object(call) is not None else "{}"
