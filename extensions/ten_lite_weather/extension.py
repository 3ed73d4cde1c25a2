"""``weather_tool``: two tools, one request to the service for each call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.errors import ProviderError
from ten_lite.kinds import ToolError, ToolExtension
from ten_lite_weather.config import WeatherConfig
from ten_lite_weather.report import current_weather, forecast
from ten_lite_weather.service import UNKNOWN_PLACE, fetch

__all__ = ["WeatherTool"]

MOST_DAYS = 7
LOCATION = {
    "type": "string",
    "description": "City, in English, with the country if it may be mistaken, such as Paris",
}
DAYS = {"type": "integer", "description": f"How many days, today included, 1 to {MOST_DAYS}"}


class WeatherTool(ToolExtension[WeatherConfig]):
    """Asks weatherapi.com; the requests run in threads."""

    async def start(self) -> None:
        """Offer the tools; say once if they cannot work."""
        if not self.config.api_key.get_secret_value():
            self.log.warning('"api_key" is empty; the model is told that the weather is not set up')
        await super().start()

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """The weather now, and in the coming days."""
        return [
            {
                "name": "get_current_weather",
                "description": "Get the current weather of a place.",
                "parameters": {
                    "type": "object",
                    "properties": {"location": LOCATION},
                    "required": ["location"],
                },
            },
            {
                "name": "get_forecast",
                "description": "Get the weather forecast of a place for the coming days.",
                "parameters": {
                    "type": "object",
                    "properties": {"location": LOCATION, "days": DAYS},
                    "required": ["location"],
                },
            },
        ]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        """The weather in a few words."""
        key = self.config.api_key.get_secret_value()
        if not key:
            raise ToolError("the weather service is not set up")
        query = {"key": key, "q": arguments["location"], "aqi": "no"}
        try:
            if name == "get_current_weather":
                data = await self._fetch("current.json", query)
                return current_weather(data, self.config.units)
            days = min(MOST_DAYS, max(1, int(arguments.get("days", 3))))
            data = await self._fetch("forecast.json", {**query, "days": str(days), "alerts": "no"})
            return forecast(data, self.config.units)
        except (KeyError, TypeError):
            self.log.warning("the weather service sent an answer of an unknown form")
            raise ToolError("the weather service cannot be understood") from None

    async def _fetch(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self.config.base_url.rstrip('/')}/{path}"
        timeout_s = self.config.timeout_s
        try:
            async with asyncio.timeout(timeout_s):
                return await asyncio.to_thread(fetch, url, query, timeout_s)
        except TimeoutError:
            self.log.warning("the weather service took longer than %g s", timeout_s)
            raise ToolError("the weather service does not answer") from None
        except ProviderError as error:
            if error.code == UNKNOWN_PLACE:
                raise ToolError(f"there is no place called {query['q']}") from None
            self.log.warning("%s", error)
            raise ToolError("the weather service does not answer") from None
