"""Where a conversation stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from ten_lite_main_control.history import History
from ten_lite_main_control.tools import Toolbox, ToolRound

__all__ = ["Talk"]


@dataclass(slots=True)
class Talk:
    """Where the conversation stands; it outlives a restart of the node.

    Attributes:
        history: What was said.
        tools: What nodes have registered.
        spoken: What the voice was given of the answer that is being made, since the last tools.
        tool_round: The calls of that answer that are being carried out.
        speaking: Answers the voice was given and has not ended.
        playing_until_ms: When the client will have played all of it.
        flushes: Interruptions so far.
    """

    history: History
    tools: Toolbox = field(default_factory=Toolbox)
    spoken: str = ""
    tool_round: ToolRound | None = None
    speaking: set[str] = field(default_factory=set)
    playing_until_ms: float = 0.0
    flushes: int = 0

    def remember(self) -> None:
        """Put what was called and spoken of the answer into the history, once, before the next."""
        if self.tool_round is not None:
            self.history.extend(self.tool_round.messages())
            self.tool_round = None
        self.history.add("assistant", self.spoken)
        self.spoken = ""
