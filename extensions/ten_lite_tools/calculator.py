"""``calculator_tool``: one tool, ``calculate``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.addons import AddonConfig
from ten_lite.kinds import ToolError, ToolExtension
from ten_lite_tools.arithmetic import ArithmeticProblem, calculate

__all__ = ["CalculatorTool"]

EXPRESSION = {
    "type": "string",
    "description": "Such as 3*(4+5), 15% of 80, 200 - 10%, 2**10, sqrt(2), round(7/3, 2); "
    "decimal points, no units",
}


class CalculatorTool(ToolExtension[AddonConfig]):
    """Calculates in decimal numbers."""

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """The one tool there is."""
        return [
            {
                "name": "calculate",
                "description": "Calculate a number. Use it for all arithmetic.",
                "parameters": {
                    "type": "object",
                    "properties": {"expression": EXPRESSION},
                    "required": ["expression"],
                },
            }
        ]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        """The result, as a decimal number."""
        try:
            return calculate(arguments["expression"])
        except ArithmeticProblem as error:
            raise ToolError(f"this cannot be calculated: {error}") from None
