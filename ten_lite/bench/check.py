"""``bench check``: judging a large graph file, against merely reading it."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.bench.figures import Figure, Report
from ten_lite.config import load_graph
from ten_lite.errors import TenLiteError

__all__ = ["large_graph", "measure"]

MAX_CHECK_MS = 100.0


def large_graph(nodes: int) -> dict[str, Any]:
    """A graph of one transport and chains of recogniser, control and voice, all written out."""
    chains = range((nodes - 1) // 3)
    made = [_node("web", "websocket_server")]
    edges: list[dict[str, Any]] = [
        {
            "extension": "web",
            **_flow("data", "text_data"),
            "cmd": [{"names": ["on_user_joined", "on_user_left", "tool_register"], "dest": []}],
        }
    ]
    for n in chains:
        stt, control, tts = f"stt_{n}", f"control_{n}", f"tts_{n}"
        made += [_node(stt, "fake_stt"), _node(control, "main_control"), _node(tts, "fake_tts")]
        edges += [
            {"extension": "web", **_flow("audio_frame", "pcm_frame", stt)},
            {"extension": stt, **_flow("data", "asr_result", control)},
            {
                "extension": control,
                "cmd": [{"names": ["chat_completion", "tool_call"], "dest": []}],
            },
            {"extension": control, **_flow("data", "tts_text_input", tts)},
            {"extension": control, **_flow("data", "text_data", "web")},
            {"extension": control, **_flow("data", "tts_flush", tts, "web")},
            {"extension": tts, **_flow("audio_frame", "pcm_frame", "web")},
            {"extension": tts, **_flow("data", "tts_audio_start", control, "web")},
            {"extension": tts, **_flow("data", "tts_audio_end", control, "web")},
            {"extension": tts, **_flow("data", "tts_flush_end", control)},
        ]
    return {"nodes": made, "connections": edges}


def _node(name: str, addon: str) -> dict[str, Any]:
    return {"type": "extension", "name": name, "addon": addon}


def _flow(kind: str, name: str, *targets: str) -> dict[str, Any]:
    return {kind: [{"name": name, "dest": [{"extension": target} for target in targets]}]}


def measure(*, nodes: int = 100, runs: int = 20) -> Report:
    """Check the same file again and again, and parse it in between.

    Args:
        nodes: Nodes of the graph; rounded down to whole chains.
        runs: Of each side; the medians count. One before them loads the addons' specs.

    Raises:
        TenLiteError: The graph does not pass, so that the time would mean nothing.
    """
    graph, registry = large_graph(nodes), AddonRegistry()
    ours_ms: list[float] = []
    floor_ms: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.json"
        path.write_text(json.dumps(graph, indent=2), encoding="utf-8")
        for number in range(runs + 1):
            checked, took_ms = _timed(lambda: load_graph(str(path), registry=registry, environ={}))
            if checked.problems:
                raise TenLiteError(f"the graph of the bench has mistakes: {checked.problems[0]}")
            if number:
                ours_ms.append(took_ms)
                floor_ms.append(_timed(lambda: json.loads(path.read_text("utf-8")))[1])
    return Report(
        bench="check",
        settings={"nodes": len(graph["nodes"]), "runs": runs},
        figures=[
            Figure(
                name="check of a graph",
                unit="ms",
                ours=statistics.median(ours_ms),
                floor=statistics.median(floor_ms),
                max_ours=MAX_CHECK_MS,
            )
        ],
        notes=["ours: find, read and check the file, after start-up; floor: json.loads of it"],
    )


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began_s = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - began_s) * 1000
