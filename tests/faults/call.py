"""One call through a whole graph of cloud providers, struck by one fault in the middle."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.runtime import App
from ten_lite.testing.providers import (
    FakeDeepgram,
    FakeElevenLabs,
    pause,
    say_numbers,
    spell,
)
from ten_lite.testing.providers.openai import FakeOpenai
from tests.e2e.client import Client, talking_to

from .fault import Fault
from .proxy import FaultProxy

__all__ = ["STAGES", "Outcome", "struck_call"]

STAGES = ("stt", "llm", "tts")
APOLOGY = "Sorry."
FALLBACK_REPLY = "From another."
GRAPH = Path(__file__).parents[2] / "graphs" / "voice_assistant_fake.json"
BUDGET_S = 20.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        heard_s: From the end of what the user said to the first sound; None: there was none.
        is_apology: Whether it was the apology.
        goes_on: Whether the next turn was answered.
        errors: What the client was told.
    """

    heard_s: float | None
    is_apology: bool
    goes_on: bool
    errors: list[str]

    @property
    def is_good(self) -> bool:
        """Whether the caller heard something in time, and the session went on."""
        return self.heard_s is not None and self.heard_s <= BUDGET_S and self.goes_on


def _graph(urls: dict[str, str], keys: dict[str, str]) -> dict[str, Any]:
    graph: dict[str, Any] = json.loads(GRAPH.read_text("utf-8"))
    nodes = {node["name"]: node for node in graph["nodes"]}
    nodes["websocket_server"]["property"]["port"] = 0
    nodes["main_control"]["property"] = {"apology": APOLOGY, "answer_timeout_s": 12.0}
    fallbacks = {
        "stt": {"addon": "fake_stt", "property": {"transcripts": ["hello"] * 9, "silence_ms": 400}},
        "llm": {"addon": "fake_llm", "property": {"replies": [FALLBACK_REPLY]}},
        "tts": {"addon": "fake_tts", "property": {"word_ms": 100}},
    }
    addons = {"stt": "deepgram_stt", "llm": "openai_llm", "tts": "elevenlabs_tts"}
    for stage in STAGES:
        nodes[stage] |= {
            "addon": addons[stage],
            "property": {"api_key": keys[stage], "base_url": urls[stage]},
            "fallback": [fallbacks[stage]],
        }
    return graph


@asynccontextmanager
async def _app(folder: Path) -> AsyncIterator[tuple[App, dict[str, FaultProxy]]]:
    async with AsyncExitStack() as stack:
        ears = await stack.enter_async_context(FakeDeepgram())
        mind = await stack.enter_async_context(FakeOpenai())
        voice = await stack.enter_async_context(FakeElevenLabs())
        servers = {"stt": ears.url, "llm": mind.base_url, "tts": voice.url}
        proxies, urls = {}, {}
        for stage, url in servers.items():
            parts = urlsplit(url)
            assert parts.port is not None
            proxies[stage] = await stack.enter_async_context(FaultProxy(parts.port))
            urls[stage] = proxies[stage].url + parts.path
        keys = {"stt": "dg-key", "llm": mind.api_key, "tts": "el-key"}
        file = folder / "graph.json"
        file.write_text(json.dumps(_graph(urls, keys)))
        checked = load_graph(str(file), registry=AddonRegistry())
        assert checked.graph is not None, checked.problems
        app = App(checked.graph)
        await app.start()
        try:
            yield app, proxies
        finally:
            await app.stop()


async def struck_call(fault: Fault, stage: str, folder: Path) -> Outcome:
    """A turn that goes well, one in which ``fault`` strikes ``stage``, and one after it."""
    async with _app(folder) as (app, proxies), talking_to(app) as client:
        first_s = await _turn(client, None)
        assert first_s is not None, "not even an undisturbed turn is answered"
        proxies[stage].strike(fault)
        asked_s = asyncio.get_running_loop().time()
        heard_s = await _turn(client, BUDGET_S)
        is_apology = spell("Sorry") in client.heard(after_s=asked_s)
        await client.speak(pause(3000))
        proxies[stage].heal()
        goes_on = await _turn(client, BUDGET_S) is not None
        return Outcome(heard_s, is_apology, goes_on, client.errors())


async def _turn(client: Client, limit_s: float | None) -> float | None:
    """Speak, and listen until there is sound, and silence after it; when the sound began."""
    loop = asyncio.get_running_loop()
    await client.speak(pause(300) + say_numbers("one", "two"))
    ended_s = loop.time()
    while loop.time() - ended_s < (limit_s or BUDGET_S):
        await client.speak(pause(100))
        if client.heard(after_s=ended_s):
            heard_s = loop.time() - ended_s
            await client.speak(pause(3000))
            return heard_s
    return None
