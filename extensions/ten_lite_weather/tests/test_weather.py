from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.addons import AddonRegistry
from ten_lite.messages import ToolCall, ToolRegister, ToolResult
from ten_lite_weather.config import WeatherConfig
from ten_lite_weather.tests.kit import use, weather

PARIS = {"location": "Paris"}


async def test_both_tools_are_registered_with_schemas_that_require_a_location():
    async with weather() as (_, harness):
        tools = [m.tool for m in harness.received if isinstance(m, ToolRegister)]
        assert [tool["name"] for tool in tools] == ["get_current_weather", "get_forecast"]
        assert all(tool["parameters"]["required"] == ["location"] for tool in tools)


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (
            "metric",
            "Paris, France: Sunny, 21.0 °C, feels like 20.5 °C, humidity 40 %, wind 11.2 km/h",
        ),
        (
            "imperial",
            "Paris, France: Sunny, 69.8 °F, feels like 68.9 °F, humidity 40 %, wind 6.9 mph",
        ),
    ],
)
async def test_the_current_weather_is_told_in_the_units_that_are_set(units: str, text: str):
    async with weather(units=units) as (service, harness):
        assert await use(harness, "get_current_weather", PARIS) == ToolResult(text)
        assert service.requests == [
            ("/v1/current.json", {"key": "wk-1", "q": "Paris", "aqi": "no"})
        ]


@pytest.mark.parametrize(("days", "sent"), [(None, "3"), (2, "2"), (0, "1"), (99, "7")])
async def test_the_forecast_is_told_day_by_day(days: int | None, sent: str):
    arguments = PARIS if days is None else {**PARIS, "days": days}
    async with weather() as (service, harness):
        result = await use(harness, "get_forecast", arguments)
        assert result.content.splitlines() == [
            "Paris",
            "2026-05-01: Light rain, 9.5 to 18.0 °C, chance of rain 80 %",
            "2026-05-02: Light rain, 9.5 to 18.0 °C, chance of rain 80 %",
        ]
        ((path, query),) = service.requests
        assert path == "/v1/forecast.json"
        assert query["days"] == sent


async def test_a_place_is_sent_as_one_value_whatever_is_in_it():
    async with weather() as (service, harness):
        place = "São Paulo&key=other#x"
        await use(harness, "get_current_weather", {"location": place})
        assert service.requests[0][1] == {"key": "wk-1", "q": place, "aqi": "no"}


async def test_without_a_key_the_model_is_told_and_the_log_has_it_once(
    caplog: pytest.LogCaptureFixture,
):
    async with weather(api_key="") as (service, harness):
        for _ in range(3):
            result = await use(harness, "get_current_weather", PARIS)
            assert result == ToolResult("the weather service is not set up", is_error=True)
        assert service.requests == []
    assert len([r for r in caplog.records if '"api_key" is empty' in r.getMessage()]) == 1


def refusal(code: int) -> bytes:
    return json.dumps({"error": {"code": code, "message": "key wk-1"}}).encode()


@pytest.mark.parametrize(
    ("answer", "told", "logged"),
    [
        ((400, refusal(1006)), "there is no place called Paris", ""),
        ((401, refusal(2006)), "the weather service does not answer", "401, code 2006"),
        ((403, refusal(2007)), "the weather service does not answer", "403, code 2007"),
        ((500, b"<html>"), "the weather service does not answer", "refuses with 500"),
        ((200, b"<html>"), "the weather service does not answer", "no JSON object"),
        ((200, b"[]"), "the weather service does not answer", "no JSON object"),
        ((200, b"{}"), "the weather service cannot be understood", "unknown form"),
        ((200, b'{"current": 1}'), "the weather service cannot be understood", "unknown form"),
        ((302, b""), "the weather service does not answer", "refuses with 302"),
    ],
    ids=lambda case: str(case)[:24],
)
async def test_what_goes_wrong_is_an_error_for_the_model_and_the_key_is_not_told(
    answer: tuple[int, bytes], told: str, logged: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    async with weather() as (service, harness):
        service.answer, service.location = answer, f"{service.url}/elsewhere"
        result = await use(harness, "get_current_weather", PARIS)
        assert result == ToolResult(told, is_error=True)
        assert len(service.requests) == 1
    assert logged in caplog.text
    assert "wk-1" not in caplog.text


async def test_a_service_that_is_not_there_is_an_error_for_the_model():
    async with weather(base_url="http://127.0.0.1:1/v1") as (_, harness):
        result = await use(harness, "get_current_weather", PARIS)
        assert result == ToolResult("the weather service does not answer", is_error=True)


@pytest.mark.real_time
async def test_a_service_that_keeps_silent_is_given_up_after_its_time():
    async with weather(timeout_s=0.2) as (service, harness):
        service.holds = True
        began_s = time.monotonic()
        result = await use(harness, "get_current_weather", PARIS)
        assert result == ToolResult("the weather service does not answer", is_error=True)
        assert time.monotonic() - began_s < 5


@pytest.mark.real_time
async def test_an_interruption_does_not_wait_for_the_service():
    async with weather(timeout_s=0.5) as (service, harness):
        service.holds = True
        results = harness.call(ToolCall("1", "get_current_weather", PARIS))
        reading = asyncio.ensure_future(results.result())
        await service.arrived.wait()
        harness.session.interrupt()
        done, _ = await asyncio.wait({reading}, timeout=0.3)
        assert done
        assert reading.exception() is not None


@pytest.mark.parametrize(
    "wrong", [{"base_url": "file:///etc"}, {"units": "kelvin"}, {"timeout_s": 0}, {"key": "x"}]
)
def test_a_wrong_property_is_refused_by_name(wrong: dict[str, Any]):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        WeatherConfig.model_validate(wrong)


def test_the_key_is_not_shown_and_every_property_has_a_description():
    assert "wk-1" not in repr(WeatherConfig.model_validate({"api_key": "wk-1"}))
    assert all(field.description for field in WeatherConfig.model_fields.values())


def test_tens_name_leads_here():
    assert AddonRegistry().get("weatherapi_tool_python").name == "weather_tool"
