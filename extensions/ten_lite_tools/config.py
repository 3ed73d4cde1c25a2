"""Properties of ``clock_tool`` and ``timer_tool``."""

from __future__ import annotations

from pydantic import Field, field_validator

from ten_lite.addons import AddonConfig
from ten_lite_tools.zones import UnknownZone, find_zone

__all__ = ["ClockConfig", "TimerConfig"]


class ClockConfig(AddonConfig):
    """Properties of ``clock_tool``."""

    time_zone: str = Field(
        default="",
        description="Where the user is, as an IANA name such as Europe/Paris; empty: the zone of "
        "this machine.",
    )

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            return find_zone(name).key if name.strip() else ""
        except UnknownZone as error:
            raise ValueError(str(error)) from None


class TimerConfig(AddonConfig):
    """Properties of ``timer_tool``."""

    max_timers: int = Field(default=10, ge=1, le=100, description="Most timers at a time.")
    max_duration_s: float = Field(
        default=86_400.0, gt=0, le=604_800, description="Longest timer, in seconds."
    )
    notice: str = Field(
        default="Your {name} timer is up.",
        description="Told to the user when a timer runs out; {name} is the timer's label, or its "
        "length in words.",
    )

    @field_validator("notice")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("must not be empty: it is what tells that a timer is up")
        return text
