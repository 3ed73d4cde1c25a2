from __future__ import annotations

from ten_lite.testing.conformance import AddonConformance, Provider
from ten_lite_tools import CALCULATOR_TOOL, CLOCK_TOOL, TIMER_TOOL


class TestClockTool(AddonConformance[Provider]):
    addon = CLOCK_TOOL


class TestTimerTool(AddonConformance[Provider]):
    addon = TIMER_TOOL


class TestCalculatorTool(AddonConformance[Provider]):
    addon = CALCULATOR_TOOL
