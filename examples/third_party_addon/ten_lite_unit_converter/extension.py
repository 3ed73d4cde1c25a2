"""The node: tells the model which tools there are, and carries out its calls."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.kinds import ToolError, ToolExtension

from ten_lite_unit_converter.client import UNITS, CannotConvert, convert
from ten_lite_unit_converter.config import Config

__all__ = ["UnitConverterTool"]

UNIT = {"type": "string", "enum": list(UNITS)}


class UnitConverterTool(ToolExtension[Config]):
    """One tool; models are bad at this, and sure of themselves."""

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """The model decides by the descriptions when to call what."""
        return [
            {
                "name": "convert_unit",
                "description": "Convert a length, weight or temperature to another unit.",
                "parameters": {
                    "type": "object",
                    "properties": {"value": {"type": "number"}, "unit": UNIT, "wanted": UNIT},
                    "required": ["value", "unit", "wanted"],
                },
            }
        ]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        """The text is for the model; a ToolError tells it what to do otherwise."""
        value, unit, wanted = arguments["value"], arguments["unit"], arguments["wanted"]
        if isinstance(value, float) and not math.isfinite(value):
            raise ToolError("the value should be a number such as 2.5")
        try:
            return f"{convert(value, unit, wanted, self.config.digits)} {wanted}"
        except CannotConvert as error:
            raise ToolError(str(error)) from None
        except OverflowError:
            raise ToolError("the value is too large") from None
