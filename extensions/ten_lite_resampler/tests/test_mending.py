"""What the check says about sound of the wrong rate is true of the built-in addons, and helps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import CheckedGraph, load_graph

pytest.importorskip("onnxruntime")
GRAPH = Path(__file__).parents[3] / "graphs" / "voice_assistant.json"


def check(graph: dict[str, Any], folder: Path) -> CheckedGraph:
    file = folder / "graph.json"
    file.write_text(json.dumps(graph), encoding="utf-8")
    return load_graph(str(file), registry=AddonRegistry(), strict=True)


def pasted(hint: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The node and the connections of a cure."""
    node, connections = hint.partition(": ")[2].split("   connected instead: ")
    return json.loads(node), json.loads(f"[{connections}]")


@pytest.mark.parametrize("rate", [8000, 24000, 48000])
def test_clients_of_another_rate_need_a_resampler_and_with_it_all_is_good(
    rate: int, tmp_path: Path
) -> None:
    graph = json.loads(GRAPH.read_text("utf-8"))
    graph["nodes"][0]["property"]["sample_rate_hz"] = rate
    (problem,) = check(graph, tmp_path).problems
    assert problem.code == "TL216"
    assert problem.message == (
        f'"websocket_server" sends {rate} Hz mono, and "vad" takes 16000 Hz mono'
    )
    node, connections = pasted(problem.hint)
    graph["nodes"].append(node)
    graph["connections"][0]["audio_frame"] = []  # the one that was wrong
    graph["connections"] += connections
    assert check(graph, tmp_path).problems == ()
