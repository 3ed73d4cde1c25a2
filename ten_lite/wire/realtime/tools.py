"""The tools that a client offers to the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from typing import Any, Final

from ten_lite.messages import ToolRegister
from ten_lite.wire.realtime.refusal import Refusal, take_text, wrong
from ten_lite.wire.strict_json import describe

__all__ = ["check_number", "read_tools", "registration"]

NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")
MAX_TOOLS: Final = 128
NO_PARAMETERS: Final[Mapping[str, Any]] = {"type": "object", "properties": {}}


def read_tools(value: object, param: str) -> dict[str, Mapping[str, Any]]:
    """The functions in ``value``, by name.

    Raises:
        Refusal: Something in it is no function as OpenAI writes it.
    """
    if value is None:
        return {}
    if not isinstance(value, list):
        raise wrong(value, param, "an array")
    check_number(value, param)
    tools: dict[str, Mapping[str, Any]] = {}
    for number, tool in enumerate(value):
        place = f"{param}[{number}]"
        if not isinstance(tool, dict):
            raise wrong(tool, place, "an object")
        if (kind := tool.get("type", "function")) != "function":
            raise Refusal(
                f"'{place}.type' is {describe(kind)}; a client offers functions, and MCP servers "
                "are nodes of the graph.",
                param=f"{place}.type",
            )
        name = take_text(tool, "name", f"{place}.")
        if NAME.fullmatch(name) is None:
            raise Refusal(
                f"'{place}.name' must have 1 to 64 letters, digits, '_' or '-'.",
                param=f"{place}.name",
            )
        parameters = tool.get("parameters")
        if parameters is not None and not isinstance(parameters, dict):
            raise wrong(parameters, f"{place}.parameters", "an object")
        if not isinstance(tool.get("description", ""), str | None):
            raise wrong(tool["description"], f"{place}.description", "a string")
        tools[name] = tool | {"type": "function"}
    return tools


def check_number(tools: Sized, param: str) -> None:
    """See whether a session can have so many.

    Raises:
        Refusal: It cannot.
    """
    if len(tools) > MAX_TOOLS:
        raise Refusal(
            f"'{param}' comes to {len(tools)} tools; at most {MAX_TOOLS} are taken.", param=param
        )


def registration(tool: Mapping[str, Any]) -> ToolRegister:
    """What the graph is told of ``tool``."""
    offer = {
        "name": tool["name"],
        "description": tool.get("description") or "",
        "parameters": tool.get("parameters") or NO_PARAMETERS,
    }
    return ToolRegister(offer)
