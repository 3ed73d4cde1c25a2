"""The client of a scenario, in the place of the graph's transport."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from ten_lite.addons.spec import AddonConfig
from ten_lite.messages import (
    Message,
    PcmFrame,
    PlaybackPosition,
    ToolCall,
    ToolRegister,
    ToolResult,
    TtsFlush,
    TtsPause,
    UserJoined,
    UserLeft,
)
from ten_lite.runtime.extension import Extension

if TYPE_CHECKING:
    from ten_lite.testing.scenario.graph_stage import GraphStage

__all__ = ["Client"]

REPORT_S = 0.1


class Client(Extension[AddonConfig]):
    """Plays what comes, tells how much it has played, and has the tools of the scenario."""

    async def configure(self) -> None:
        """Nothing has come yet."""
        self.stage: GraphStage = self.session.client
        self.is_away = False
        self._missed: list[Message] = []
        self._told: tuple[str, int] | None = None

    async def start(self) -> None:
        """Offer the tools and come in."""
        if ToolRegister in self._outputs:
            for tool in self.stage.tools:
                self.spawn(self._offer(ToolRegister(tool)), name="offer a tool")
        if PlaybackPosition in self._outputs:
            self.spawn(self._report(), name="report")
        self.send(UserJoined())

    async def _offer(self, offer: ToolRegister) -> None:
        await self.call(offer).result()

    def __getattr__(self, name: str) -> Callable[[Message], None]:
        if name.startswith("on_"):
            return self._take
        raise AttributeError(name)

    async def on_tool_call(self, call: ToolCall) -> ToolResult:
        """What the script says."""
        self.stage.record.take(call)
        result = self.stage.result_of(call)
        return result or ToolResult("the script has no result for this call", is_error=True)

    def go_away(self) -> None:
        """Be away; what comes meanwhile is heard later."""
        self.is_away = True
        if UserLeft in self._outputs and self.is_connected(UserLeft):
            self.send(UserLeft())

    def come_back(self) -> None:
        """Hear what was missed, and go on."""
        self.is_away = False
        missed, self._missed = self._missed, []
        for message in missed:
            self.stage.record.take(message)
        self.send(UserJoined(is_back=True))

    def _take(self, message: Message) -> None:
        if isinstance(message, TtsFlush | TtsPause):
            self.stage.record.take(message)
            self._missed = [m for m in self._missed if not isinstance(m, PcmFrame)]
            self._tell_position()
        elif self.is_away:
            self._missed.append(message)
        else:
            self.stage.record.take(message)

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_S)
            if not self.is_away:
                self._tell_position()

    def _tell_position(self) -> None:
        position = self.stage.record.player.position(self.stage.loop.time())
        if position is not None and position != self._told and self.is_connected(PlaybackPosition):
            self._told = position
            self.send(PlaybackPosition(*position))

    @property
    def _outputs(self) -> tuple[type[Message], ...]:
        return self.session.nodes[self.name].plan.definition.addon.outputs
