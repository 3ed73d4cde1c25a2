"""Claude in a graph: it uses tools, and goes on with what another model began."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from ten_lite.messages import TextData
from ten_lite.testing.providers import anthropic as claude
from ten_lite.testing.providers import openai
from ten_lite_weather.tests.kit import FakeWeather
from tests.e2e.typed_graph import errors, live, node, spoken

CALL = ("c1", "get_current_weather", '{"location": "Paris"}')
KEY = "${env:ANTHROPIC_API_KEY}"
CONTROL = node("control", "main_control", prompt="Be brief.")


def sky(weather: FakeWeather) -> dict[str, Any]:
    return node("sky", "weather_tool", base_url=weather.url, api_key="${env:WEATHER_KEY}")


async def test_the_weather_in_paris_is_asked_found_and_told(tmp_path: Path):
    async with claude.FakeAnthropic() as server, FakeWeather() as weather:
        model = node("model", "anthropic_llm", base_url=server.base_url, api_key=KEY)
        server.script(
            claude.Answer(["Let me see.", claude.Thinking("Hm."), claude.ToolUse(*CALL)]),
            claude.Answer(["It is sunny."]),
        )
        async with live([CONTROL, model, sky(weather)], tmp_path) as client:
            client.send(TextData("what is the weather in Paris?"))
            await asyncio.sleep(1)
            client.send(TextData("thank you"))
            await asyncio.sleep(1)
            assert spoken(client) == "Let me see. It is sunny.Yes."
            assert errors(client) == []
        first, second, third = (request.body for request in server.requests)
        assert first["system"][0]["text"] == "Be brief."
        assert {tool["name"] for tool in first["tools"]} >= {"get_current_weather"}
        answer, results = second["messages"][1:]
        assert [block["type"] for block in answer["content"]] == ["text", "thinking", "tool_use"]
        assert results["content"][0]["content"].startswith("Paris, France: Sunny, 21.0 °C")
        assert "thinking" not in str(third["messages"])


async def test_claude_goes_on_where_another_vendors_model_failed(tmp_path: Path):
    async with (
        openai.FakeOpenai() as other,
        claude.FakeAnthropic() as server,
        FakeWeather() as weather,
    ):
        model = node(
            "model",
            "openai_llm",
            base_url=other.base_url,
            api_key="${env:OPENAI_API_KEY}",
            temperature=0.5,
        )
        stand_in = {"base_url": server.base_url, "api_key": KEY}
        model["fallback"] = [{"addon": "anthropic_llm", "property": stand_in}]
        other.script(
            openai.Answer(openai.tool_call_deltas(CALL), finish_reason="tool_calls"),
            openai.Refusal(401, "invalid_api_key"),
        )
        server.script(claude.Answer(["It is sunny."]))
        async with live([CONTROL, model, sky(weather)], tmp_path) as client:
            client.send(TextData("what is the weather in Paris?"))
            await asyncio.sleep(2)
            assert spoken(client) == "It is sunny."
        (request,) = server.requests
        assert [message["role"] for message in request.body["messages"]] == [
            "user",
            "assistant",
            "user",
        ]
