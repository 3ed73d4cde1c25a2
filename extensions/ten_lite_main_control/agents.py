"""Several agents in one conversation: each with its prompt, tools and voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite_main_control.config import AgentConfig
from ten_lite_main_control.tools import Toolbox

__all__ = ["handover_target", "handovers", "offered"]

HANDOVER = "hand_over_to_"


def handovers(agents: Mapping[str, AgentConfig], present: str) -> list[Mapping[str, Any]]:
    """The tools that hand over from the agent ``present`` to each of the others."""
    return [
        {
            "name": f"{HANDOVER}{name}",
            "description": f"Hand the conversation over to {name}: {agent.description}",
            "parameters": {"type": "object", "properties": {}},
        }
        for name, agent in agents.items()
        if name != present
    ]


def handover_target(tool: str, agents: Mapping[str, AgentConfig]) -> str:
    """The agent that ``tool`` hands over to; "" when it is another tool."""
    name = tool.removeprefix(HANDOVER)
    return name if tool.startswith(HANDOVER) and name in agents else ""


def offered(
    toolbox: Toolbox, agents: Mapping[str, AgentConfig], present: str
) -> Sequence[Mapping[str, Any]]:
    """What the model may call now."""
    allowed = agents[present].tools if present in agents else None
    return [
        *(tool for tool in toolbox.offered() if allowed is None or tool["name"] in allowed),
        *handovers(agents, present),
    ]
