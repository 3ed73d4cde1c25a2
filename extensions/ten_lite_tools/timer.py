"""``timer_tool``: timers, and a notice to the user when one runs out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ten_lite.kinds import ToolError, ToolExtension
from ten_lite.messages import Notice
from ten_lite_tools.config import TimerConfig
from ten_lite_tools.words import duration

__all__ = ["TimerTool"]

UNITS_S = {"hours": 3600, "minutes": 60, "seconds": 1}
LONGEST_LABEL = 60
NUMBER = {"type": "number"}
LABEL = {"type": "string", "description": "What it is for, such as tea; may be left out"}
WHICH = {"type": "string", "description": "Its label, or its number as list_timers tells it"}


@dataclass(slots=True)
class _Timer:
    number: int
    label: str
    length_s: float
    due_ms: float

    @property
    def name(self) -> str:
        return self.label or duration(self.length_s)


class TimerTool(ToolExtension[TimerConfig]):
    """Timers of one session, on the session's clock; they end with it."""

    async def configure(self) -> None:
        """Begin without timers, or go on with them after a restart."""
        self._timers: dict[int, _Timer] = self.state.setdefault("timers", {})
        self._changed = asyncio.Event()

    async def start(self) -> None:
        """Offer the tools and watch the timers."""
        await super().start()
        self.spawn(self._watch(), name="watch the timers")

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """Set, list and cancel."""
        return [
            {
                "name": "set_timer",
                "description": "Set a timer; the user is told by itself when it runs out.",
                "parameters": {
                    "type": "object",
                    "properties": {**dict.fromkeys(UNITS_S, NUMBER), "label": LABEL},
                },
            },
            {
                "name": "list_timers",
                "description": "List the timers that run, with the time that is left.",
                "parameters": {"type": "object", "properties": {}},
            },
            {
                "name": "cancel_timer",
                "description": "Cancel a timer.",
                "parameters": {
                    "type": "object",
                    "properties": {"timer": WHICH},
                    "required": ["timer"],
                },
            },
        ]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        """What was done, or the timers there are."""
        if name == "set_timer":
            return self._set(arguments)
        if name == "cancel_timer":
            return self._cancel(arguments["timer"])
        return self._list()

    def _set(self, arguments: Mapping[str, Any]) -> str:
        length_s = sum(arguments.get(unit, 0) * size for unit, size in UNITS_S.items())
        longest_s = self.config.max_duration_s
        if not 0 < length_s <= longest_s:  # false for what is not a number, too
            raise ToolError(f"a timer takes 1 second to {duration(longest_s)}")
        if len(self._timers) >= self.config.max_timers:
            raise ToolError(f"there are {len(self._timers)} timers already; cancel one first")
        number = self.state["last"] = self.state.get("last", 0) + 1
        label = " ".join(str(arguments.get("label", "")).split())[:LONGEST_LABEL]
        timer = _Timer(number, label, length_s, self.now_ms() + length_s * 1000)
        self._timers[number] = timer
        self._changed.set()
        return f"set: {self._describe(timer)}"

    def _cancel(self, which: str) -> str:
        wanted = which.strip().lower()
        found = [
            timer
            for timer in self._timers.values()
            if wanted in (str(timer.number), timer.name.lower())
        ]
        if len(found) != 1:
            problem = "there is no such timer" if not found else "there are several; say its number"
            raise ToolError(f"{problem}. {self._list()}")
        del self._timers[found[0].number]
        self._changed.set()
        return f"cancelled the {found[0].name} timer"

    def _list(self) -> str:
        if not self._timers:
            return "no timer runs"
        return "\n".join(
            self._describe(timer) for timer in sorted(self._timers.values(), key=lambda t: t.due_ms)
        )

    def _describe(self, timer: _Timer) -> str:
        left_s = (timer.due_ms - self.now_ms()) / 1000
        return f"timer {timer.number} ({timer.name}), {duration(left_s)} left"

    async def _watch(self) -> None:
        """Tell of each timer as it runs out; also of those that did while the node was down."""
        while True:
            self._changed.clear()
            for timer in sorted(self._timers.values(), key=lambda t: t.due_ms):
                if timer.due_ms <= self.now_ms():
                    self.send(Notice(self.config.notice.replace("{name}", timer.name)))
                    del self._timers[timer.number]
            await self.room()
            due_ms = min((timer.due_ms for timer in self._timers.values()), default=None)
            try:
                # a little late rather than early, when it would find nothing to do
                wait_s = None if due_ms is None else max(0.0, due_ms - self.now_ms() + 1) / 1000
                async with asyncio.timeout(wait_s):
                    await self._changed.wait()
            except TimeoutError:
                pass
