"""Selectors as TEN has them: conditions on the nodes of their graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .. import kit

NODES = [
    kit.node("web", "web"),
    kit.node("stt_a", "ears_stt"),
    kit.node("stt_b", "english_stt"),
    {**kit.node("old_stt_c", "ears_stt"), "app": "x"},
]


def field(name: str, operator: str, value: str) -> dict[str, Any]:
    return {"field": name, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("condition", "fitting"),
    [
        (field("name", "exact", "stt_a"), ["stt_a"]),
        (field("name", "exact", "stt"), []),
        (field("name", "regex", "stt_"), ["stt_a", "stt_b", "old_stt_c"]),
        (field("name", "regex", "^stt_"), ["stt_a", "stt_b"]),
        (field("addon", "exact", "ears_stt"), ["stt_a", "old_stt_c"]),
        (field("type", "exact", "extension"), ["web", "stt_a", "stt_b", "old_stt_c"]),
        (field("app", "regex", "."), ["old_stt_c"]),
        ({"and": [field("name", "regex", "stt"), field("addon", "regex", "^e")]}, None),
        (
            {"or": [field("name", "exact", "stt_b"), field("name", "exact", "stt_a")]},
            ["stt_a", "stt_b"],
        ),
        (
            {
                "and": [
                    {"or": [field("name", "regex", "_a$"), field("name", "regex", "_c$")]},
                    field("name", "regex", "^old"),
                ]
            },
            ["old_stt_c"],
        ),
    ],
)
def test_a_selector_stands_for_the_nodes_that_fit(
    condition: dict[str, Any], fitting: list[str] | None, tmp_path: Path
) -> None:
    graph = {
        "nodes": [*NODES, {"type": "selector", "name": "ears", "filter": condition}],
        "connections": [
            {
                "extension": "web",
                "audio_frame": [{"name": "pcm_frame", "dest": [{"selector": "ears"}]}],
            },
        ],
    }
    draft = kit.checked_draft(graph, folder=tmp_path)
    targets = [edge.target for edge in draft.edges if edge.name == "pcm_frame"]
    wanted = ["stt_a", "stt_b", "old_stt_c"] if fitting is None else fitting
    assert targets == (wanted or [None])


def test_a_selector_may_be_the_source_and_vanishes(tmp_path: Path) -> None:
    graph = {
        "nodes": [
            *NODES[:3],
            kit.node("mind", "mind"),
            {"type": "selector", "name": "ears", "filter": field("name", "regex", "^stt")},
        ],
        "connections": [
            {"extension": "mind", "data": [{"name": "asr_result", "source": [SELECTOR]}]},
            {"extension": "web", "audio_frame": [{"name": "pcm_frame", "dest": [SELECTOR]}]},
        ],
    }
    checked = kit.load(graph, folder=tmp_path)
    assert checked.problems == ()
    assert checked.graph is not None
    assert [node.name for node in checked.graph.nodes] == ["web", "stt_a", "stt_b", "mind"]
    assert [(e.source, e.target) for e in checked.graph.edges if not e.derived] == [
        ("stt_a", "mind"),
        ("stt_b", "mind"),
        ("web", "stt_a"),
        ("web", "stt_b"),
    ]


SELECTOR = {"selector": "ears"}
