import asyncio

import pytest
from ten_lite.messages import Message, ToolCall, ToolResult
from ten_lite.testing import Harness, VirtualTimeLoop

from ten_lite_unit_converter import UNIT_CONVERTER_TOOL
from ten_lite_unit_converter.client import convert


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "told"),
    [
        (1, "mile", "kilometre", "1.61"),
        (98.6, "fahrenheit", "celsius", "37"),
        (-40, "celsius", "fahrenheit", "-40"),
        (1, "pound", "ounce", "16"),
        (100, "metre", "centimetre", "10000"),
        (-0.001, "metre", "metre", "0"),
    ],
)
def test_a_value_in_another_unit(value: float, unit: str, wanted: str, told: str) -> None:
    assert convert(value, unit, wanted, 2) == told


async def called(**arguments: object) -> list[Message]:
    async with Harness(UNIT_CONVERTER_TOOL, {"digits": 1}) as node:
        call = ToolCall("c1", "convert_unit", arguments)
        return [result async for result in node.call(call)]


def test_the_model_is_told_the_value_with_its_unit() -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        results = runner.run(called(value=6, unit="foot", wanted="metre"))
    assert results == [ToolResult("1.8 metre")]


@pytest.mark.parametrize(
    ("value", "wanted"), [(6, "gram"), (float("nan"), "metre"), (10**400, "inch")]
)
def test_the_model_is_told_what_cannot_be_done(value: float, wanted: str) -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        (result,) = runner.run(called(value=value, unit="metre", wanted=wanted))
    assert isinstance(result, ToolResult)
    assert result.is_error
