from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.messages import Notice
from ten_lite.testing import Harness
from ten_lite_tools import TIMER_TOOL
from ten_lite_tools.config import TimerConfig
from ten_lite_tools.tests.kit import refused, use


def notices(harness: Harness) -> list[str]:
    return [m.text for m in harness.received if isinstance(m, Notice)]


async def test_a_timer_that_runs_out_is_told_once_and_on_time():
    async with Harness(TIMER_TOOL) as harness:
        told = await use(harness, "set_timer", minutes=5, label="tea")
        assert told == "set: timer 1 (tea), 5 minutes left"
        await asyncio.sleep(299.9)
        assert notices(harness) == []
        await asyncio.sleep(0.2)
        assert notices(harness) == ["Your tea timer is up."]
        await asyncio.sleep(1000)
        assert len(notices(harness)) == 1
        assert await use(harness, "list_timers") == "no timer runs"


async def test_a_timer_without_a_label_is_called_by_its_length():
    async with Harness(TIMER_TOOL, {"notice": "{name}!"}) as harness:
        await use(harness, "set_timer", hours=1, minutes=30.5)
        await asyncio.sleep(6000)
        assert notices(harness) == ["1 hour 30 minutes 30 seconds!"]


async def test_a_shorter_timer_that_is_set_later_runs_out_first():
    async with Harness(TIMER_TOOL) as harness:
        await use(harness, "set_timer", seconds=60, label="long")
        await asyncio.sleep(10)
        await use(harness, "set_timer", seconds=5, label="short")
        await asyncio.sleep(60)
        assert notices(harness) == ["Your short timer is up.", "Your long timer is up."]


async def test_timers_are_listed_in_the_order_in_which_they_run_out():
    async with Harness(TIMER_TOOL) as harness:
        await use(harness, "set_timer", minutes=2, label="eggs")
        await use(harness, "set_timer", seconds=90)
        await asyncio.sleep(30)
        assert await use(harness, "list_timers") == (
            "timer 2 (1 minute 30 seconds), 1 minute left\ntimer 1 (eggs), 1 minute 30 seconds left"
        )


@pytest.mark.parametrize("which", ["1", "Tea"])
async def test_a_cancelled_timer_does_not_run_out(which: str):
    async with Harness(TIMER_TOOL) as harness:
        await use(harness, "set_timer", seconds=5, label="tea")
        await use(harness, "set_timer", seconds=6, label="eggs")
        assert await use(harness, "cancel_timer", timer=which) == "cancelled the tea timer"
        await asyncio.sleep(10)
        assert notices(harness) == ["Your eggs timer is up."]


async def test_a_timer_that_cannot_be_told_apart_is_not_cancelled():
    async with Harness(TIMER_TOOL) as harness:
        assert "no such timer" in await refused(harness, "cancel_timer", timer="tea")
        for _ in range(2):
            await use(harness, "set_timer", seconds=5, label="tea")
        assert "say its number" in await refused(harness, "cancel_timer", timer="tea")


@pytest.mark.parametrize(
    "arguments",
    [{}, {"seconds": 0}, {"seconds": -5}, {"hours": 25}, {"seconds": float("nan")}],
)
async def test_a_timer_of_no_sensible_length_is_refused(arguments: dict[str, Any]):
    async with Harness(TIMER_TOOL) as harness:
        told = await refused(harness, "set_timer", **arguments)
        assert told == "a timer takes 1 second to 24 hours"


async def test_there_are_only_so_many_timers():
    async with Harness(TIMER_TOOL, {"max_timers": 2}) as harness:
        for _ in range(2):
            await use(harness, "set_timer", seconds=5)
        assert "2 timers already" in await refused(harness, "set_timer", seconds=5)
        await asyncio.sleep(6)
        await use(harness, "set_timer", seconds=5)


async def test_timers_outlive_a_restart_of_the_node_even_those_that_ran_out_meanwhile():
    async with Harness(TIMER_TOOL) as harness:
        await use(harness, "set_timer", seconds=0.05, label="short")
        await use(harness, "set_timer", seconds=60, label="long")
        node = harness.session.nodes["addon"]

        async def fail() -> None:
            raise RuntimeError("on purpose")

        node.extension.spawn(fail(), name="fail")
        await asyncio.sleep(5)
        assert node.restart_count == 1
        assert notices(harness) == ["Your short timer is up."]
        await asyncio.sleep(60)
        assert notices(harness) == ["Your short timer is up.", "Your long timer is up."]


def test_a_notice_without_words_is_a_mistake_of_the_graph():
    with pytest.raises(ValidationError, match="must not be empty"):
        TimerConfig(notice=" ")
