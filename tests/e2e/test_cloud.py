"""A conversation through a whole graph whose ears and voice are providers over the network."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.messages import TtsFlush
from ten_lite.runtime import App
from ten_lite.testing.providers import (
    DeepgramPlan,
    ElevenLabsPlan,
    FakeDeepgram,
    FakeElevenLabs,
    pause,
    say_numbers,
    spell,
)

from .client import Client, talking_to

FAKE_GRAPH = Path(__file__).parents[2] / "graphs" / "voice_assistant_fake.json"


@asynccontextmanager
async def conversation(
    tmp_path: Path, ears: FakeDeepgram, voice: FakeElevenLabs, *, ears_key: str = "dg-key"
) -> AsyncIterator[Client]:
    """The fake graph with two providers put in, written as in TEN's graphs."""
    graph = json.loads(FAKE_GRAPH.read_text("utf-8"))
    nodes = {node["name"]: node for node in graph["nodes"]}
    nodes["websocket_server"]["property"]["port"] = 0
    fallback = {"addon": "fake_stt", "property": dict(nodes["stt"]["property"])}
    nodes["stt"] |= {
        "fallback": [fallback],
        "addon": "deepgram_asr_python",
        "property": {
            "params": {
                "api_key": ears_key,
                "url": f"{ears.url}/v1/listen",
                "language": "en-US",
                "model": "nova-3",
                "no_delay": True,
            }
        },
    }
    nodes["tts"] |= {
        "addon": "elevenlabs_tts2_python",
        "property": {
            "dump": False,
            "dump_path": "./",
            "params": {
                "base_url": f"{voice.url}/v1",
                "auto_mode": True,
                "key": "el-key",
                "model_id": "eleven_multilingual_v2",
                "voice_id": "pNInz6obpgDQGcFmaJgB",
                "output_format": "pcm_16000",
                "seed": 7,
                "voice_settings": {"stability": 0.5, "style": 0.1},
            },
        },
    }
    nodes["llm"]["property"]["replies"] = ["You said: {text}. " + "And on it goes. " * 20]
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


async def test_what_the_user_says_is_answered_in_the_providers_voice(tmp_path: Path):
    async with (
        FakeDeepgram() as ears,
        FakeElevenLabs() as voice,
        conversation(tmp_path, ears, voice) as client,
    ):
        await client.speak(pause(200) + say_numbers("two", "three") + pause(12_000))
        assert client.transcripts() == ["two three"]
        assert client.heard().startswith(spell("Yousaidtwothree"))
        assert client.heard() == spell("".join(voice.texts))
        assert ears.calls[0].query["no_delay"] == ["true"]
        assert voice.calls[0].path == "/v1/text-to-speech/pNInz6obpgDQGcFmaJgB/stream"
        assert voice.calls[0].body == {
            "text": voice.texts[0],
            "model_id": "eleven_multilingual_v2",
            "seed": 7,
            "voice_settings": {"stability": 0.5, "style": 0.1},
        }


async def test_when_the_user_interrupts_the_request_ends_within_100_ms_and_nothing_old_is_heard(
    tmp_path: Path,
):
    async with (
        FakeDeepgram() as ears,
        FakeElevenLabs() as voice,
        conversation(tmp_path, ears, voice) as client,
    ):
        voice.plan = ElevenLabsPlan(chunk_delay_s=0.05)
        await client.speak(say_numbers("one") + pause(1000))
        await client.speak(say_numbers(*["two"] * 5))
        voice.plan = ElevenLabsPlan()

        cut = [call for call in voice.calls if call.cancelled_at_s is not None]
        assert len(cut) == 1
        flushes_s = [at_s for at_s, m in client.got if isinstance(m, TtsFlush)]
        assert min(abs((cut[0].cancelled_at_s or 0) - at_s) for at_s in flushes_s) <= 0.1
        last_s = flushes_s[-1]
        await client.speak(pause(3000))
        assert spell("Yousaidtwotwotwotwotwo") in client.heard(after_s=last_s)
        assert spell("one") not in client.heard(after_s=last_s)


async def test_an_outage_of_the_ears_costs_no_word_and_the_client_is_told_once(tmp_path: Path):
    async with FakeDeepgram() as ears, FakeElevenLabs() as voice:
        ears.plans.append(DeepgramPlan(drop_after_ms=700, close_code=1006))
        ears.plans.append(DeepgramPlan(status=503))
        async with conversation(tmp_path, ears, voice) as client:
            await client.speak(say_numbers("one", "two", "three", "four", "five") + pause(3000))
            assert client.transcripts() == ["one two three four five"]
            assert [m.name for _, m in client.got].count("error") == 1


async def test_when_the_key_is_refused_the_fallback_hears_the_user(tmp_path: Path):
    async with (
        FakeDeepgram() as ears,
        FakeElevenLabs() as voice,
        conversation(tmp_path, ears, voice, ears_key="old-key") as client,
    ):
        await client.speak(pause(500) + say_numbers("one", "two") + pause(1000))
        assert [call.status for call in ears.calls] == [401]
        assert client.transcripts() == ["what is the weather like in Paris today"]
        assert "".join(voice.texts).startswith("You said: what is the weather")


async def test_where_a_fallback_waits_three_failed_attempts_are_enough(tmp_path: Path):
    async with FakeDeepgram() as ears, FakeElevenLabs() as voice:
        ears.plan = DeepgramPlan(status=503)
        async with conversation(tmp_path, ears, voice) as client:
            await client.speak(pause(3000) + say_numbers("one", "two") + pause(1000))
            assert [call.status for call in ears.calls] == [503] * 3
            assert client.transcripts() == ["what is the weather like in Paris today"]
