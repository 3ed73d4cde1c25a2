"""TEN's own websocket example, written from what is known of it, runs as it is.

Only the addresses of the providers are changed, by ``--set``; the addons talk to them through
their official SDKs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.config import CheckedGraph, load_graph
from ten_lite.runtime import App
from ten_lite.testing.providers import (
    ElevenLabsPlan,
    FakeDeepgram,
    FakeElevenLabs,
    pause,
    say_numbers,
    spell,
)
from ten_lite.testing.providers.openai import Answer, FakeOpenai, tool_call_deltas
from ten_lite_weather.tests.kit import FakeWeather

from .client import Client, talking_to

EXAMPLE = Path(__file__).parents[1] / "ten" / "property.json"
ENVIRON = {
    "DEEPGRAM_API_KEY": "dg-key",
    "OPENAI_API_KEY": "test-key",
    "OPENAI_MODEL": "gpt-5.4-mini",
    "ELEVENLABS_TTS_KEY": "el-key",
    "WEATHERAPI_API_KEY": "wk-1",
}


def load(*overrides: str) -> CheckedGraph:
    return load_graph(str(EXAMPLE), registry=AddonRegistry(), overrides=overrides, environ=ENVIRON)


class World:
    """The providers, and a client in conversation with the example."""

    ears: FakeDeepgram
    mind: FakeOpenai
    voice: FakeElevenLabs
    sky: FakeWeather
    client: Client


@asynccontextmanager
async def conversation(*answers: Answer) -> AsyncIterator[World]:
    world = World()
    async with AsyncExitStack() as stack:
        world.ears = await stack.enter_async_context(FakeDeepgram())
        world.mind = await stack.enter_async_context(FakeOpenai())
        world.voice = await stack.enter_async_context(FakeElevenLabs())
        world.sky = await stack.enter_async_context(FakeWeather())
        world.mind.script(*answers)
        checked = load(
            "websocket_server.port=0",
            f"stt.base_url={world.ears.url}",
            f"llm.base_url={world.mind.base_url}",
            f"tts.base_url={world.voice.url}",
            f"weatherapi_tool_python.base_url={world.sky.url}",
        )
        assert checked.graph is not None, checked.problems
        app = App(checked.graph)
        await app.start()
        stack.push_async_callback(app.stop)
        world.client = await stack.enter_async_context(talking_to(app))
        yield world


def test_it_has_no_mistake_and_tells_what_has_no_effect() -> None:
    checked = load()
    assert {problem.severity for problem in checked.problems} == {"warning"}
    assert {problem.code for problem in checked.problems} == {"TL111"}
    assert checked.graph is not None
    assert [(node.name, node.addon.name) for node in checked.graph.nodes] == [
        ("websocket_server", "websocket_server"),
        ("stt", "deepgram_stt"),
        ("llm", "openai_llm"),
        ("tts", "elevenlabs_tts"),
        ("main_control", "main_control"),
        ("weatherapi_tool_python", "weather_tool"),
    ]


def test_the_edges_that_ten_leaves_to_code_are_wired_by_type() -> None:
    checked = load()
    assert checked.graph is not None
    edges: set[tuple[Any, ...]] = {
        (edge.source, edge.message.name, edge.target)
        for edge in checked.graph.edges
        if edge.derived
    }
    assert edges >= {
        ("main_control", "chat_completion", "llm"),
        ("main_control", "tts_text_input", "tts"),
        ("main_control", "tts_flush", "tts"),
        ("main_control", "tts_flush", "websocket_server"),
        ("main_control", "text_data", "websocket_server"),
        ("main_control", "tool_call", "weatherapi_tool_python"),
    }


async def test_a_spoken_question_is_answered_with_the_help_of_the_tool() -> None:
    call = ("c1", "get_current_weather", '{"location": "Paris"}')
    async with conversation(
        Answer(tool_call_deltas(call), finish_reason="tool_calls"),
        Answer(["It is ", "sunny."]),
    ) as world:
        await world.client.speak(pause(4000))  # the greeting is spoken meanwhile
        assert world.client.heard() == spell("Hello!Iamyourassistant.")
        greeted_s = world.client.got[-1][0]
        await world.client.speak(say_numbers("one", "two") + pause(4000))
        assert world.client.errors() == []
        assert world.client.transcripts() == ["one two"]
        assert [path for path, _ in world.sky.requests] == ["/v1/current.json"]
        assert world.client.heard(after_s=greeted_s) == spell("Itissunny.")
        assert world.mind.requests[0].body["model"] == "gpt-5.4-mini"
        assert world.mind.requests[0].body["frequency_penalty"] == 0.9
        path = "/v1/text-to-speech/pNInz6obpgDQGcFmaJgB/multi-stream-input"
        assert [call.path for call in world.voice.voice_calls] == [path]


async def test_a_user_who_speaks_stops_the_answer() -> None:
    async with conversation(Answer(["And on it goes. " * 30])) as world:
        await world.client.speak(pause(4000))
        world.voice.plan = ElevenLabsPlan(chunk_delay_s=0.05)
        await world.client.speak(say_numbers("one") + pause(1000))
        await world.client.speak(say_numbers("two", "three"))
        world.voice.plan = ElevenLabsPlan()
        flushed_s = [at_s for at_s, m in world.client.got if m.name == "tts_flush"][-1]
        await world.client.speak(pause(3000))
        assert spell("goes") not in world.client.heard(after_s=flushed_s)
        assert spell("Yes.") in world.client.heard(after_s=flushed_s)
