"""What the page about tools shows works as it is shown."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.messages import TextData, ToolCall, ToolResult, TtsTextInput
from ten_lite.runtime import ResourcePool, Session
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.testing import Harness, Probe, probe_spec

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "give-it-tools.md").read_text("utf-8")
CLIENT = probe_spec("client", inputs=(TextData, TtsTextInput), outputs=(TextData,))


def block(language: str) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[0]


def test_the_graph_is_good(tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    file.write_text(block("json"), "utf-8")
    assert load_graph(str(file), registry=AddonRegistry()).problems == ()


async def test_the_graph_calls_the_tool_and_tells_its_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEATHERAPI_API_KEY", raising=False)
    graph = json.loads(block("json"))
    kept = [n for n in graph["nodes"] if n["name"] not in ("websocket_server", "stt", "tts")]
    del graph["connections"]
    graph["nodes"] = [{"type": "extension", "name": "client", "addon": "client"}, *kept]
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(graph), "utf-8")
    checked = load_graph(str(file), registry=AddonRegistry([CLIENT]))
    assert checked.graph is not None
    plans = (
        NodePlan(one, Probe, {}) if one.addon is CLIENT else NodePlan.load(one)
        for one in checked.graph.nodes
    )
    plan = Plan(checked.graph, tuple(plans))
    session = Session(plan, session_id="s1", pool=ResourcePool())
    await session.start()
    client = session.nodes["client"].extension
    assert isinstance(client, Probe)
    client.send(TextData("what is the weather like?"))
    await asyncio.sleep(1)
    await session.close()
    spoken = "".join(m.text for m in client.received if isinstance(m, TtsTextInput))
    assert spoken == "I asked, and heard: error: the weather service is not set up."


async def test_the_tool_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "shop_of_the_page.py"
    file.write_text(block("python"), "utf-8")
    module_spec = importlib.util.spec_from_file_location(file.stem, file)
    assert module_spec is not None
    assert module_spec.loader is not None
    module = importlib.util.module_from_spec(module_spec)
    monkeypatch.setitem(sys.modules, file.stem, module)
    module_spec.loader.exec_module(module)
    (spec,) = module.ten_lite_addons()
    async with Harness(spec) as harness:
        for article, wanted in (
            ("apples", ToolResult("3")),
            ("cars", ToolResult("the shop does not sell cars", is_error=True)),
        ):
            call = ToolCall("1", "count_stock", {"article": article})
            assert await harness.call(call).result() == wanted
