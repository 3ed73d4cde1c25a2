"""A question that needs a tool, from the graph file over both providers' wires to the voice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ten_lite.messages import TextData
from ten_lite.testing.providers.openai import Answer, FakeOpenai, tool_call_deltas
from ten_lite_weather.tests.kit import FakeWeather
from tests.e2e.typed_graph import errors, live, node, spoken

CALLS = (
    ("c1", "get_current_weather", '{"location": "Paris"}'),
    ("c2", "get_forecast", '{"location": "Paris", "days": 2}'),
)


async def test_the_weather_in_paris_is_asked_found_and_told(tmp_path: Path):
    async with FakeOpenai() as openai, FakeWeather() as weather:
        nodes = [
            node("control", "main_python", greeting=""),
            node(
                "model",
                "openai_llm2_python",
                base_url=openai.base_url,
                api_key="${env:OPENAI_API_KEY}",
            ),
            node(
                "sky", "weatherapi_tool_python", base_url=weather.url, api_key="${env:WEATHER_KEY}"
            ),
        ]
        openai.script(
            Answer(["Let me see.", *tool_call_deltas(*CALLS)], finish_reason="tool_calls"),
            Answer(["It is sunny, ", "21 degrees."]),
        )
        async with live(nodes, tmp_path) as client:
            client.send(TextData("what is the weather in Paris?"))
            await asyncio.sleep(1)
            assert spoken(client) == "Let me see. It is sunny, 21 degrees."
            assert errors(client) == []
        first, second = (request.body for request in openai.requests)
        names = [tool["function"]["name"] for tool in first["tools"]]
        assert names == ["get_current_weather", "get_forecast"]
        assert sorted(path for path, _ in weather.requests) == [
            "/v1/current.json",
            "/v1/forecast.json",
        ]
        roles = [message["role"] for message in second["messages"]]
        assert roles == ["user", "assistant", "tool", "tool"]
        assert second["messages"][2]["content"].startswith("Paris, France: Sunny, 21.0 °C")
        assert "2026-05-02: Light rain" in second["messages"][3]["content"]


async def test_a_user_who_interrupts_the_tool_gets_an_answer_to_what_was_said_last(
    tmp_path: Path,
):
    async with FakeOpenai() as openai, FakeWeather() as weather:
        weather.holds = True
        nodes = [
            node("control", "main_control"),
            node("model", "openai_llm", base_url=openai.base_url, api_key="${env:OPENAI_API_KEY}"),
            node(
                "sky",
                "weather_tool",
                base_url=weather.url,
                api_key="${env:WEATHER_KEY}",
                timeout_s=0.3,
            ),
        ]
        openai.script(Answer(tool_call_deltas(*CALLS), finish_reason="tool_calls"))
        async with live(nodes, tmp_path) as client:
            client.send(TextData("what is the weather in Paris?"))
            await weather.arrived.wait()
            client.send(TextData("never mind"))
            await asyncio.sleep(1)
            assert spoken(client) == "Yes."
        _, second = openai.requests  # the server refuses a history with open calls
        results = [m["content"] for m in second.body["messages"] if m["role"] == "tool"]
        assert results == ["interrupted", "interrupted"]


async def test_a_user_who_goes_on_before_anything_is_heard_stops_the_model(tmp_path: Path):
    async with FakeOpenai() as openai:
        nodes = [
            node("control", "main_control"),
            node("model", "openai_llm", base_url=openai.base_url, api_key="${env:OPENAI_API_KEY}"),
            node("sky", "weather_tool", api_key="${env:WEATHER_KEY}"),
        ]
        openai.script(Answer(["One moment. ", *tool_call_deltas(*CALLS), 60.0]))
        async with live(nodes, tmp_path) as client:
            client.send(TextData("what is the weather in Paris?"))
            await asyncio.sleep(1)
            client.send(TextData("never mind"))
            await asyncio.sleep(1)
            assert spoken(client) == "One moment. Yes."
        first, second = openai.requests
        assert first.closed_early
        (asked,) = second.body["messages"]
        assert asked["content"] == "what is the weather in Paris? never mind"
