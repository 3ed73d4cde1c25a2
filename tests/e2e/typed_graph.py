"""Graphs of a client and a few nodes that are wired by type."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph
from ten_lite.messages import ErrorMessage, TextData, TtsTextInput
from ten_lite.runtime import ResourcePool, Session
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.testing import Probe, probe_spec

ENVIRON = {
    "ANTHROPIC_API_KEY": "test-key",
    "OPENAI_API_KEY": "test-key",
    "WEATHER_KEY": "wk-1",
}

CLIENT = probe_spec("client", inputs=(TextData, TtsTextInput), outputs=(TextData,))


def node(name: str, addon: str, **properties: Any) -> dict[str, Any]:
    return {"type": "extension", "name": name, "addon": addon, "property": properties}


@asynccontextmanager
async def live(nodes: list[Mapping[str, Any]], tmp_path: Path) -> AsyncIterator[Probe]:
    """The graph of these nodes and a client, wired by type."""
    file = tmp_path / "graph.json"
    file.write_text(json.dumps({"nodes": [node("client", "client"), *nodes]}), "utf-8")
    checked = load_graph(str(file), registry=AddonRegistry([CLIENT]), environ=ENVIRON)
    assert [p for p in checked.problems if p.severity == "error"] == []
    assert checked.graph is not None
    plans = (
        NodePlan(one, Probe, {}) if one.addon is CLIENT else NodePlan.load(one)
        for one in checked.graph.nodes
    )
    plan = Plan(checked.graph, tuple(plans))
    session = Session(plan, session_id="s1", pool=ResourcePool())
    await session.start()
    try:
        probe = session.nodes["client"].extension
        assert isinstance(probe, Probe)
        yield probe
    finally:
        await session.close()


def spoken(client: Probe) -> str:
    return "".join(m.text for m in client.received if isinstance(m, TtsTextInput))


def errors(client: Probe) -> list[ErrorMessage]:
    return [m for m in client.received if isinstance(m, ErrorMessage)]
