"""Properties of ``weather_tool``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from ten_lite.addons import AddonConfig

__all__ = ["WeatherConfig"]


class WeatherConfig(AddonConfig):
    """Properties of ``weather_tool``."""

    api_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key of weatherapi.com; empty: the model is told that it is not set up.",
    )
    base_url: str = Field(
        default="https://api.weatherapi.com/v1",
        pattern=r"^https?://",
        description="Where the API is.",
    )
    units: Literal["metric", "imperial"] = Field(
        default="metric", description="Degrees Celsius and km/h, or Fahrenheit and mph."
    )
    timeout_s: float = Field(
        default=8.0, gt=0, le=60, description="Longest wait for the weather service."
    )
