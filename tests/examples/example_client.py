"""A client of an example's graph, in virtual time."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.messages import TextData
from ten_lite.runtime import ResourcePool, Session
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.testing import Probe, probe_spec
from ten_lite_websocket_server import WEBSOCKET_SERVER

from .kit import EXAMPLES

__all__ = ["answers", "client_of"]

CLIENT = probe_spec("client", inputs=WEBSOCKET_SERVER.inputs, outputs=WEBSOCKET_SERVER.outputs)


@asynccontextmanager
async def client_of(example: str, folder: Path) -> AsyncIterator[Probe]:
    """The graph as it is, with a probe where clients connect."""
    graph = json.loads((EXAMPLES / example).read_text("utf-8"))
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
    """What the assistant has said, text by text."""
    shown = [m for m in client.received if isinstance(m, TextData)]
    return [m.text for m in shown if m.role == "assistant" and m.is_final]
