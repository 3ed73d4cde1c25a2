"""The example waits for a user who sounds as if there were more to come."""

from __future__ import annotations

import json
from pathlib import Path

from ten_lite.testing.scenario import bot_says, run_graph, user_says, waits

from .kit import EXAMPLES

GRAPH = EXAMPLES / "thinking_pauses" / "thinking_pauses.json"
GREETING = bot_says("Take your time.")


def reading(folder: Path) -> Path:
    """The graph with a detector that reads, as its README says: one that hears needs weights."""
    graph = json.loads(GRAPH.read_text("utf-8"))
    for node in graph["nodes"]:
        if node["name"] == "turn_detector":
            node["addon"] = "punctuation_turn_detector"
    (vad,) = (one for one in graph["connections"] if one["extension"] == "vad")
    for flow in vad["audio_frame"] + vad["data"]:
        flow["dest"] = [to for to in flow["dest"] if to["extension"] != "turn_detector"]
    file = folder / "graph.json"
    file.write_text(json.dumps(graph), "utf-8")
    return file


async def test_the_detector_is_asked_and_a_finished_question_answered() -> None:
    await run_graph(GRAPH, [GREETING, user_says("what time is it"), bot_says()])


async def test_a_pause_to_think_does_not_end_the_turn(tmp_path: Path) -> None:
    script = [
        GREETING,
        user_says("I would like a ticket to"),
        waits(1),
        user_says("Paris"),
        bot_says("You said: I would like a ticket to Paris."),
    ]
    await run_graph(reading(tmp_path), script, keep=["turn_detector"])
