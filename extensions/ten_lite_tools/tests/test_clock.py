from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from ten_lite.messages import ToolRegister
from ten_lite.testing import Harness
from ten_lite_tools import CLOCK_TOOL, zones
from ten_lite_tools.clock import ClockTool
from ten_lite_tools.config import ClockConfig
from ten_lite_tools.tests.kit import refused, use

PARIS = {"time_zone": "Europe/Paris"}


@pytest.fixture(autouse=True)
def late_on_new_years_eve(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 12, 31, 23, 30, 15, tzinfo=UTC)
    monkeypatch.setattr(ClockTool, "utc_now", lambda self: moment)


async def test_both_tools_are_offered():
    async with Harness(CLOCK_TOOL) as harness:
        tools = [m.tool["name"] for m in harness.received if isinstance(m, ToolRegister)]
        assert tools == ["get_current_time", "get_days_between"]


async def test_the_time_is_that_of_the_users_zone():
    async with Harness(CLOCK_TOOL, PARIS) as harness:
        told = await use(harness, "get_current_time")
        assert told == "Friday 1 January 2027, 00:30 (Europe/Paris, UTC+01:00)"


@pytest.mark.parametrize("name", ["Asia/Kolkata", "asia/kolkata", "Kolkata", " kolkata "])
async def test_the_time_elsewhere_is_found_by_the_zone_or_its_place(name: str):
    async with Harness(CLOCK_TOOL, PARIS) as harness:
        told = await use(harness, "get_current_time", time_zone=name)
        assert told == "Friday 1 January 2027, 05:00 (Asia/Kolkata, UTC+05:30)"


@pytest.mark.parametrize("name", ["New York", "new_york", "America/New York"])
async def test_a_place_of_two_words_is_found(name: str):
    async with Harness(CLOCK_TOOL, PARIS) as harness:
        told = await use(harness, "get_current_time", time_zone=name)
        assert told == "Thursday 31 December 2026, 18:30 (America/New_York, UTC-05:00)"


async def test_without_a_zone_the_machines_own_is_used():
    async with Harness(CLOCK_TOOL) as harness:
        moment = datetime(2026, 12, 31, 23, 30, 15, tzinfo=UTC).astimezone()
        assert f"{moment:%H:%M} ({moment.tzname()}, UTC" in await use(harness, "get_current_time")


async def test_an_unknown_zone_is_told_with_those_that_come_near():
    async with Harness(CLOCK_TOOL) as harness:
        told = await refused(harness, "get_current_time", time_zone="Europe/Pariss")
        assert told.startswith("there is no time zone Europe/Pariss; did you mean Europe/Paris")


async def test_a_machine_without_time_zones_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    async with Harness(CLOCK_TOOL) as harness:
        zones.known_zones.cache_clear()
        monkeypatch.setattr("zoneinfo.available_timezones", set)
        told = await refused(harness, "get_current_time", time_zone="Asia/Tokyo")
        assert 'pip install "ten-lite[tools]"' in told
    zones.known_zones.cache_clear()


def test_a_wrong_property_is_a_mistake_of_the_graph():
    with pytest.raises(ValidationError, match="no time zone Europe/Pariss"):
        ClockConfig(time_zone="Europe/Pariss")


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2026-11-21", "2026-12-25", "34 days (4 weeks and 6 days)"),
        ("2026-12-25", "2026-11-21", "34 days (4 weeks and 6 days) back"),
        ("2028-02-28", "2028-03-01", "2 days"),
        ("2026-11-21", "2026-11-28", "7 days (1 week)"),
    ],
)
async def test_the_days_between_two_dates(start: str, end: str, told: str):
    async with Harness(CLOCK_TOOL) as harness:
        assert (await use(harness, "get_days_between", start=start, end=end)).endswith(f": {told}")


async def test_a_date_that_is_left_out_is_today_in_the_users_zone():
    async with Harness(CLOCK_TOOL, PARIS) as harness:
        assert await use(harness, "get_days_between", end="2027-01-02") == (
            "from Friday 1 January 2027 to Saturday 2 January 2027: 1 day"
        )
        assert await use(harness, "get_days_between") == "Friday 1 January 2027: the same day"


async def test_what_is_no_date_is_told():
    async with Harness(CLOCK_TOOL) as harness:
        told = await refused(harness, "get_days_between", end="2026-02-30")
        assert told == "2026-02-30 is no date; write it as YYYY-MM-DD"
