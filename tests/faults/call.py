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
from ten_lite.testing.providers import pause, say_numbers
from tests.e2e.client import Client, talking_to

from .fault import Fault
from .loud_vad import LOUD_VAD
from .providers import PROVIDERS, Providers
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


def _graph(providers: Providers, urls: dict[str, str], direct_url: str) -> dict[str, Any]:
    graph: dict[str, Any] = json.loads(GRAPH.read_text("utf-8"))
    nodes = {node["name"]: node for node in graph["nodes"]}
    nodes["websocket_server"]["property"]["port"] = 0
    nodes["main_control"]["property"] = {"apology": APOLOGY, "answer_timeout_s": 12.0}
    fallbacks = {
        "stt": {"addon": "fake_stt", "property": {"transcripts": ["hello"] * 9, "silence_ms": 400}},
        "llm": {"addon": "fake_llm", "property": {"replies": [FALLBACK_REPLY]}},
        "tts": {"addon": "fake_tts", "property": {"word_ms": 100}},
    }
    for name, stage in providers.stages.items():
        properties = {"api_key": stage.key, "base_url": urls[name], **stage.properties}
        nodes[name] |= {
            "addon": stage.addon,
            "property": properties,
            "fallback": [fallbacks[name]],
        }
    if providers.needs_vad:
        _put_in_vad(graph)
        ears = nodes["stt"]  # fake_stt finds the ends of speech itself, so it cannot stand in
        given = {**ears["property"], "base_url": direct_url}
        ears["fallback"] = [{"addon": ears["addon"], "property": given}]
    return graph


def _put_in_vad(graph: dict[str, Any]) -> None:
    graph["nodes"].append({"type": "extension", "name": "vad", "addon": LOUD_VAD.name})
    edges = {edge["extension"]: edge for edge in graph["connections"]}
    ((frames,), stt) = edges["websocket_server"]["audio_frame"], [{"extension": "stt"}]
    frames["dest"] = [{"extension": "vad"}]
    events = ("start_of_speech", "likely_end_of_speech", "end_of_speech")
    graph["connections"].append(
        {
            "extension": "vad",
            "audio_frame": [{"name": "pcm_frame", "dest": stt}],
            "data": [
                {"name": name, "dest": [*stt, {"extension": "main_control"}]} for name in events
            ],
        }
    )


@asynccontextmanager
async def _app(
    providers: Providers, folder: Path
) -> AsyncIterator[tuple[App, dict[str, FaultProxy]]]:
    async with AsyncExitStack() as stack:
        proxies, urls, direct = {}, {}, {}
        for name, stage in providers.stages.items():
            server = await stack.enter_async_context(stage.server())
            direct[name] = stage.url(server)
            parts = urlsplit(direct[name])
            assert parts.port is not None
            proxies[name] = await stack.enter_async_context(FaultProxy(parts.port))
            urls[name] = proxies[name].url + parts.path
        file = folder / "graph.json"
        file.write_text(json.dumps(_graph(providers, urls, direct["stt"])))
        checked = load_graph(str(file), registry=AddonRegistry([LOUD_VAD]))
        assert checked.graph is not None, checked.problems
        app = App(checked.graph)
        await app.start()
        try:
            yield app, proxies
        finally:
            await app.stop()


async def struck_call(
    fault: Fault, stage: str, folder: Path, providers: str = "deepgram"
) -> Outcome:
    """A turn that goes well, one in which ``fault`` strikes ``stage``, and one after it."""
    chosen = PROVIDERS[providers]
    async with _app(chosen, folder) as (app, proxies), talking_to(app) as client:
        first_s = await _turn(client, None)
        assert first_s is not None, "not even an undisturbed turn is answered"
        proxies[stage].strike(fault)
        asked_s = asyncio.get_running_loop().time()
        heard_s = await _turn(client, BUDGET_S)
        is_apology = chosen.apology in client.heard(after_s=asked_s)
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
