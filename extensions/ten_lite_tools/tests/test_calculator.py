from __future__ import annotations

from ten_lite.messages import ToolRegister
from ten_lite.testing import Harness
from ten_lite_tools import CALCULATOR_TOOL
from ten_lite_tools.tests.kit import refused, use


async def test_the_model_may_calculate():
    async with Harness(CALCULATOR_TOOL) as harness:
        (offer,) = (m for m in harness.received if isinstance(m, ToolRegister))
        assert offer.tool["name"] == "calculate"
        assert await use(harness, "calculate", expression="15% of 80") == "12"


async def test_a_problem_is_told_to_the_model_in_words():
    async with Harness(CALCULATOR_TOOL) as harness:
        told = await refused(harness, "calculate", expression="1/0")
        assert told == "this cannot be calculated: it divides by zero"
