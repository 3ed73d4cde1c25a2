"""Tools that need no network: a clock, timers and a calculator."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import Notice, ToolCall, ToolRegister
from ten_lite_tools.config import ClockConfig, TimerConfig

__all__ = ["CALCULATOR_TOOL", "CLOCK_TOOL", "TIMER_TOOL"]

CLOCK_TOOL = AddonSpec(
    name="clock_tool",
    kind="tool",
    description="Tells the model the time and date in any time zone, and the days between dates.",
    factory="ten_lite_tools.clock:ClockTool",
    inputs=(ToolCall,),
    outputs=(ToolRegister,),
    config=ClockConfig,
)

TIMER_TOOL = AddonSpec(
    name="timer_tool",
    kind="tool",
    description="Sets, lists and cancels timers; tells the user when one runs out.",
    factory="ten_lite_tools.timer:TimerTool",
    inputs=(ToolCall,),
    outputs=(ToolRegister, Notice),
    config=TimerConfig,
)

CALCULATOR_TOOL = AddonSpec(
    name="calculator_tool",
    kind="tool",
    description="Calculates for the model: exact arithmetic, percentages, square roots.",
    factory="ten_lite_tools.calculator:CalculatorTool",
    inputs=(ToolCall,),
    outputs=(ToolRegister,),
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [CLOCK_TOOL, TIMER_TOOL, CALCULATOR_TOOL]
