"""From the service's JSON to a few words that a model can use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["current_weather", "forecast"]

NAMES = {
    "metric": ("C", "km/h", "kph"),
    "imperial": ("F", "mph", "mph"),
}


def current_weather(data: Mapping[str, Any], units: str) -> str:
    """The weather now.

    Raises:
        KeyError, TypeError: The service sent something else.
    """
    degree, speed, wind = NAMES[units]
    now, suffix = data["current"], degree.lower()
    return (
        f"{_place(data)}: {now['condition']['text']}, {now[f'temp_{suffix}']} °{degree}, "
        f"feels like {now[f'feelslike_{suffix}']} °{degree}, humidity {now['humidity']} %, "
        f"wind {now[f'wind_{wind}']} {speed}"
    )


def forecast(data: Mapping[str, Any], units: str) -> str:
    """The coming days, today first.

    Raises:
        KeyError, TypeError: The service sent something else.
    """
    degree, *_ = NAMES[units]
    suffix = degree.lower()
    days = [
        f"{one['date']}: {one['day']['condition']['text']}, "
        f"{one['day'][f'mintemp_{suffix}']} to {one['day'][f'maxtemp_{suffix}']} °{degree}, "
        f"chance of rain {one['day']['daily_chance_of_rain']} %"
        for one in data["forecast"]["forecastday"]
    ]
    return "\n".join([_place(data), *days])


def _place(data: Mapping[str, Any]) -> str:
    return ", ".join(part for key in ("name", "country") if (part := data["location"][key]))
