"""``clock_tool``: the time and date anywhere, and the days between two dates."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from ten_lite.kinds import ToolError, ToolExtension
from ten_lite_tools.config import ClockConfig
from ten_lite_tools.words import count
from ten_lite_tools.zones import UnknownZone, find_zone, known_zones

__all__ = ["ClockTool"]

ZONE = {
    "type": "string",
    "description": "IANA time zone, such as Europe/Paris; leave it out for the user's own",
}
DAY = {"type": "string", "description": "A date as YYYY-MM-DD; leave it out for today"}


class ClockTool(ToolExtension[ClockConfig]):
    """Reads the clock of the machine."""

    def utc_now(self) -> datetime:
        """The present moment, in UTC; a test puts one of its own in its place."""
        return datetime.now(UTC)

    async def configure(self) -> None:
        """Read which zones there are, and take the user's."""
        await asyncio.to_thread(known_zones)
        name = self.config.time_zone
        self._own_zone: tzinfo | None = find_zone(name) if name else None

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """The time now, and the difference between dates."""
        return [
            {
                "name": "get_current_time",
                "description": "Get the current time, date and weekday, here or elsewhere.",
                "parameters": {"type": "object", "properties": {"time_zone": ZONE}},
            },
            {
                "name": "get_days_between",
                "description": "Get the weekdays of two dates and the number of days between them.",
                "parameters": {"type": "object", "properties": {"start": DAY, "end": DAY}},
            },
        ]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        """The time or the difference, in words."""
        if name == "get_days_between":
            start, end = (self._day(arguments.get(key, "")) for key in ("start", "end"))
            return _difference(start, end)
        return self._time(arguments.get("time_zone", ""))

    def _here(self) -> datetime:
        return self.utc_now().astimezone(self._own_zone)

    def _time(self, zone: str) -> str:
        try:
            moment = self.utc_now().astimezone(find_zone(zone)) if zone.strip() else self._here()
        except UnknownZone as error:
            raise ToolError(str(error)) from None
        offset = moment.strftime("%z")
        named = str(moment.tzinfo) if zone.strip() or self._own_zone else moment.tzname()
        return f"{_long(moment.date())}, {moment:%H:%M} ({named}, UTC{offset[:3]}:{offset[3:]})"

    def _day(self, text: str) -> date:
        if not text.strip():
            return self._here().date()
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise ToolError(f"{text[:40]} is no date; write it as YYYY-MM-DD") from None


def _long(day: date) -> str:
    """Such as ``Saturday 21 November 2026``, in English whatever the machine's language is."""
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    month = (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    )
    return f"{weekday[day.weekday()]} {day.day} {month[day.month - 1]} {day.year}"


def _difference(start: date, end: date) -> str:
    days = (end - start).days
    if days == 0:
        return f"{_long(start)}: the same day"
    told = count(abs(days), "day")
    weeks, rest = divmod(abs(days), 7)
    if weeks:
        parts = [count(weeks, "week"), *([count(rest, "day")] if rest else [])]
        told += f" ({' and '.join(parts)})"
    way = "" if days > 0 else " back"
    return f"from {_long(start)} to {_long(end)}: {told}{way}"
