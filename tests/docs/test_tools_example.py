"""The example with tools does what it says, in virtual time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.messages import (
    ErrorMessage,
    PcmFrame,
    TextData,
)
from ten_lite.runtime import ResourcePool, Session
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.testing import Probe, probe_spec
from ten_lite_tools.clock import ClockTool
from ten_lite_websocket_server import WEBSOCKET_SERVER

EXAMPLE = Path(__file__).parents[2] / "examples" / "assistant_with_tools.json"
CLIENT = probe_spec("client", inputs=WEBSOCKET_SERVER.inputs, outputs=WEBSOCKET_SERVER.outputs)


@asynccontextmanager
async def client_of_the_example(folder: Path) -> AsyncIterator[Probe]:
    """The graph as it is, with a probe where clients connect."""
    graph = json.loads(EXAMPLE.read_text("utf-8"))
    graph["nodes"][0]["addon"] = "client"
    file = folder / "graph.json"
    file.write_text(json.dumps(graph), "utf-8")
    checked = load_graph(str(file), registry=AddonRegistry([CLIENT]))
    assert checked.graph is not None, checked.problems
    plans = (
        NodePlan(one, Probe, {}) if one.addon is CLIENT else NodePlan.load(one)
        for one in checked.graph.nodes
    )
    session = Session(Plan(checked.graph, tuple(plans)), session_id="s1", pool=ResourcePool())
    await session.start()
    try:
        client = session.nodes["websocket_server"].extension
        assert isinstance(client, Probe)
        yield client
    finally:
        await session.close()


def answers(client: Probe) -> list[str]:
    shown = [m for m in client.received if isinstance(m, TextData)]
    return [m.text for m in shown if m.role == "assistant" and m.is_final]


async def test_the_assistant_tells_the_time_calculates_and_speaks_when_the_timer_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    monkeypatch.setattr(ClockTool, "utc_now", lambda self: noon)
    async with client_of_the_example(tmp_path) as client:
        client.send(TextData("what time is it in Tokyo?"))
        await asyncio.sleep(10)
        client.send(TextData("what is 15% of 80?"))
        await asyncio.sleep(10)
        client.send(TextData("set a timer for tea, three minutes"))
        await asyncio.sleep(10)
        assert answers(client) == [
            "In Tokyo it is Friday 1 May 2026, 21:00 (Asia/Tokyo, UTC+09:00).",
            "That is 12.",
            "I will tell you when your tea is ready.",
        ]
        client.received.clear()
        await asyncio.sleep(165)
        assert client.received == []
        await asyncio.sleep(15)
        assert answers(client) == ["Your tea timer is up."]
        assert any(isinstance(m, PcmFrame) for m in client.received)  # and it is spoken
        assert [m for m in client.received if isinstance(m, ErrorMessage)] == []
