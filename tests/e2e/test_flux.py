"""A graph whose ears know when a turn may be over: the answer is begun there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.messages import PcmFrame, TextData
from ten_lite.runtime import App
from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, pause, say_numbers

from .client import Client, talking_to

FAKE_GRAPH = Path(__file__).parents[2] / "graphs" / "voice_assistant_fake.json"


@asynccontextmanager
async def conversation(
    tmp_path: Path, ears: FakeDeepgram, *, speculative: bool
) -> AsyncIterator[Client]:
    """The fake graph with Flux put in, and a model that takes half a second to begin."""
    graph = json.loads(FAKE_GRAPH.read_text("utf-8"))
    nodes = {node["name"]: node for node in graph["nodes"]}
    nodes["websocket_server"]["property"]["port"] = 0
    nodes["stt"] |= {
        "addon": "deepgram_stt",
        "property": {
            **ears.properties,
            "model": "flux-general-en",
            "eager_eot_threshold": 0.4,
        },
    }
    nodes["main_control"]["property"] = {"speculative": speculative}
    nodes["llm"]["property"] = {"replies": ["{text}."], "delay_ms": 500}
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(graph))
    checked = load_graph(str(file), registry=AddonRegistry())
    assert checked.graph is not None, checked.problems
    app = App(checked.graph)
    await app.start()
    try:
        async with talking_to(app) as client:
            yield client
    finally:
        await app.stop()


def sound_began_s(client: Client) -> float:
    return next(at_s for at_s, m in client.got if isinstance(m, PcmFrame))


def words_known_s(client: Client) -> float:
    finals = (at_s for at_s, m in client.got if isinstance(m, TextData) and m.is_final)
    return next(finals)


def answers(client: Client) -> list[str]:
    said = [m for _, m in client.got if isinstance(m, TextData)]
    return [m.text for m in said if m.role == "assistant" and m.is_final]


async def delay_s(tmp_path: Path, *, speculative: bool) -> float:
    async with FakeDeepgram() as ears:
        ears.plan = DeepgramPlan(eager_after_ms=200, end_after_ms=1000)
        async with conversation(tmp_path, ears, speculative=speculative) as client:
            await client.speak(say_numbers("one") + pause(4000))
            assert answers(client) == ["one."]
            return sound_began_s(client) - words_known_s(client)


async def test_an_eager_end_of_turn_saves_the_time_the_model_takes(tmp_path: Path):
    patient_s = await delay_s(tmp_path, speculative=False)
    eager_s = await delay_s(tmp_path, speculative=True)
    assert patient_s >= 0.49
    assert eager_s <= patient_s - 0.45


async def test_an_answer_to_a_turn_that_was_resumed_is_not_heard(tmp_path: Path):
    async with FakeDeepgram() as ears:
        ears.plan = DeepgramPlan(eager_after_ms=200, end_after_ms=1000)
        async with conversation(tmp_path, ears, speculative=True) as client:
            await client.speak(say_numbers("one") + pause(800) + say_numbers("two") + pause(4000))
            assert client.transcripts() == ["one two"]
            assert answers(client) == ["one two."]
            assert client.errors() == []
