"""A whole graph whose model and voice are OpenAI's, and whose ears can be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.cli.caller import Caller
from ten_lite.config import load_graph
from ten_lite.messages import TextData
from ten_lite.runtime import App
from ten_lite.testing.providers import spell
from ten_lite.testing.providers.openai import Answer, FakeOpenai, Thought

from .client import talking_to

GRAPHS = Path(__file__).parents[2] / "graphs"


def swapped(tmp_path: Path, name: str, **nodes: dict[str, Any]) -> str:
    """A shipped graph in which other addons do the work of ``nodes``."""
    graph = json.loads((GRAPHS / f"{name}.json").read_text("utf-8"))
    for node in graph["nodes"]:
        node.update(nodes.get(node["name"], {}))
        if node["name"] == "websocket_server":
            node["property"]["port"] = 0
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(graph))
    return str(file)


@asynccontextmanager
async def serving(tmp_path: Path, server: FakeOpenai, **llm: Any) -> AsyncIterator[App]:
    at = {"base_url": server.base_url, "api_key": "test-key"}
    file = swapped(
        tmp_path,
        "voice_assistant_fake",
        llm={"addon": "openai_llm", "property": {**at, "model": "m", **llm}},
        tts={"addon": "openai_tts", "property": at},
    )
    checked = load_graph(file, registry=AddonRegistry())
    assert checked.graph is not None, checked.problems
    app = App(checked.graph)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


async def test_a_question_is_thought_over_and_answered_and_only_the_answer_is_spoken(
    tmp_path: Path,
):
    for llm in ({"api": "chat"}, {"api": "responses"}):
        async with FakeOpenai() as server:
            server.script(Answer([Thought("Hm, "), Thought("easy."), "It is noon."]))
            async with (
                serving(tmp_path, server, **llm) as app,
                Caller(next(iter(app.urls.values())), answer_timeout_s=20) as caller,
            ):
                turn = await caller.write("what time is it")
                assert turn.answer == "It is noon."
                wanted = len(spell("It is noon."))
                assert abs(len(turn.sound) - wanted) <= 640  # the last frame is filled up
                assert caller.errors == []
            spoken = [r.body["input"] for r in server.requests if "input" in r.body][-1]
            assert "easy" not in str(spoken)


async def test_the_client_is_told_the_thoughts_in_tens_form(tmp_path: Path):
    async with FakeOpenai() as server:
        server.script(Answer([Thought("Hm."), "It is noon."]))
        async with serving(tmp_path, server) as app, talking_to(app) as client:
            await client.write("what time is it")
            await asyncio.sleep(3)
            told = [m for _, m in client.got if isinstance(m, TextData) and m.data_type == "raw"]
            assert [json.loads(m.text) for m in told] == [
                {"type": "reasoning", "data": {"text": "Hm.", "stream_id": 1}}
            ] * 2
            assert [m.is_final for m in told] == [False, True]


def test_the_ears_are_swapped_by_one_line_where_a_vad_node_is_and_missed_in_words_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ears = {"addon": "openai_stt", "property": {"api_key": "${env:OPENAI_API_KEY}"}}
    monkeypatch.setenv("OPENAI_API_KEY", "test-key")
    file = swapped(tmp_path, "voice_assistant", stt=ears)
    assert [str(p) for p in load_graph(file, registry=AddonRegistry()).problems] == []
    file = swapped(tmp_path, "voice_assistant_fake", stt=ears)
    told = [problem.message for problem in load_graph(file, registry=AddonRegistry()).problems]
    assert any("nobody sends" in text and "start_of_speech" in text for text in told), told
