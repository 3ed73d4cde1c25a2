from __future__ import annotations

import json

from hypothesis import given

from ten_lite.config import GraphDef, QueueDef
from ten_lite.draw import graph_json
from ten_lite.messages import ChatCompletion, PcmFrame

from . import kit


def test_everything_is_there_in_the_documented_shape() -> None:
    nodes = [kit.node("web", "transport"), kit.node("llm", "llm", "big", ["small"])]
    edges = [
        kit.edge("web", "llm", ChatCompletion, derived=True),
        kit.edge("llm", "web", PcmFrame, queue=QueueDef(9, "block")),
    ]
    assert json.loads(graph_json(kit.graph(nodes, edges))) == {
        "name": "g",
        "description": "A graph.",
        "nodes": [
            {"name": "web", "addon": "web", "kind": "transport", "fallback": []},
            {"name": "llm", "addon": "big", "kind": "llm", "fallback": ["small"]},
        ],
        "edges": [
            {
                "source": "web",
                "target": "llm",
                "kind": "cmd",
                "message": "chat_completion",
                "derived": True,
                "queue": {"size": 256, "policy": "block"},
            },
            {
                "source": "llm",
                "target": "web",
                "kind": "audio_frame",
                "message": "pcm_frame",
                "derived": False,
                "queue": {"size": 9, "policy": "block"},
            },
        ],
    }


@given(graph=kit.graphs())
def test_names_come_through_unchanged(graph: GraphDef) -> None:
    text = graph_json(graph)
    assert text.isascii()
    made = json.loads(text)
    assert [node["name"] for node in made["nodes"]] == [node.name for node in graph.nodes]
    assert [edge["source"] for edge in made["edges"]] == [edge.source for edge in graph.edges]
