"""``weather_tool``: lets the model look at the weather, through weatherapi.com."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import ToolCall, ToolRegister
from ten_lite_weather.config import WeatherConfig

__all__ = ["WEATHER_TOOL"]

WEATHER_TOOL = AddonSpec(
    name="weather_tool",
    kind="tool",
    description="Tells the model the weather, now and in the coming days (weatherapi.com).",
    factory="ten_lite_weather.extension:WeatherTool",
    inputs=(ToolCall,),
    outputs=(ToolRegister,),
    config=WeatherConfig,
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [WEATHER_TOOL]
