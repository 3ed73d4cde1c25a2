"""What ten_lite knows of this addon before it runs: imported often, so it imports little."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import ToolCall, ToolRegister

from ten_lite_unit_converter.config import Config

__all__ = ["UNIT_CONVERTER_TOOL"]

UNIT_CONVERTER_TOOL = AddonSpec(
    name="unit_converter_tool",
    kind="tool",
    description="Converts units of length, weight and temperature.",
    factory="ten_lite_unit_converter.extension:UnitConverterTool",
    inputs=(ToolCall,),
    outputs=(ToolRegister,),
    config=Config,
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [UNIT_CONVERTER_TOOL]
