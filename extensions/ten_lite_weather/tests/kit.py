"""weatherapi.com on 127.0.0.1."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ten_lite.messages import ToolCall, ToolResult
from ten_lite.testing import Harness
from ten_lite_weather import WEATHER_TOOL

CURRENT = {
    "location": {"name": "Paris", "country": "France"},
    "current": {
        "temp_c": 21.0,
        "temp_f": 69.8,
        "feelslike_c": 20.5,
        "feelslike_f": 68.9,
        "humidity": 40,
        "wind_kph": 11.2,
        "wind_mph": 6.9,
        "condition": {"text": "Sunny"},
    },
}
FORECAST = {
    "location": {"name": "Paris", "country": ""},
    "forecast": {
        "forecastday": [
            {
                "date": date,
                "day": {
                    "mintemp_c": 9.5,
                    "maxtemp_c": 18.0,
                    "mintemp_f": 49.1,
                    "maxtemp_f": 64.4,
                    "daily_chance_of_rain": 80,
                    "condition": {"text": "Light rain"},
                },
            }
            for date in ("2026-05-01", "2026-05-02")
        ]
    },
}


class FakeWeather:
    """Answers by the path, or with what is set.

    Attributes:
        requests: (path, query) of each.
        answer: (status, body) for all requests; None: the weather.
        location: Sent as a header, for redirects.
        holds: Whether it keeps its answers back.
        arrived: Set when a request is there.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.answer: tuple[int, bytes] | None = None
        self.location = ""
        self.holds = False
        self.arrived = asyncio.Event()
        self._at_work: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> FakeWeather:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: Any) -> None:
        self._server.close()
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            url = urlsplit(head.split(" ")[1])
            query = {key: values[0] for key, values in parse_qs(url.query).items()}
            self.requests.append((url.path, query))
            self.arrived.set()
            if self.holds:
                await reader.read()  # until the client gives up
            status, body = self.answer or (200, self._weather(url.path))
            writer.write(
                f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\n"
                f"location: {self.location}\r\nconnection: close\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        self._at_work.discard(task)
        writer.close()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await writer.wait_closed()

    def _weather(self, path: str) -> bytes:
        return json.dumps(CURRENT if path == "/v1/current.json" else FORECAST).encode()


@asynccontextmanager
async def weather(**properties: Any) -> AsyncIterator[tuple[FakeWeather, Harness]]:
    """The service, and a node that uses it."""
    async with FakeWeather() as service:
        given = {"api_key": "wk-1", "base_url": service.url, **properties}
        async with Harness(WEATHER_TOOL, given) as harness:
            yield service, harness


async def use(harness: Harness, name: str, arguments: Mapping[str, Any]) -> ToolResult:
    result = await harness.call(ToolCall("1", name, arguments)).result()
    assert isinstance(result, ToolResult)
    return result
