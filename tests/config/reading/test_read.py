from __future__ import annotations

from typing import Any

from ten_lite.config.reading.draft import Draft
from ten_lite.config.reading.read import read_sheet
from ten_lite.config.reading.subgraphs import read_nodes

from .. import kit


def read(graph: dict[str, Any]) -> Draft:
    draft = kit.draft(graph)
    list(read_nodes(draft))
    return draft


def test_nodes_that_can_be_used() -> None:
    draft = read(
        {
            "nodes": [
                kit.node("a", "x", p=1),
                {"addon": "x"},
                5,
                {"name": "b", "addon": "", "property": 6},
                kit.node("a", "y"),
                {"name": "", "addon": "x"},
                {"name": 7, "addon": "x"},
                {"name": "c", "addon": 5},
            ]
        }
    )
    known = [(n.pointer, n.name, n.addon, n.properties) for n in draft.nodes]
    assert known == [
        ("/nodes/0", "a", "x", {"p": 1}),
        ("/nodes/3", "b", None, None),
        ("/nodes/4", "a", "y", {}),
        ("/nodes/7", "c", None, {}),
    ]
    assert list(draft.by_name.values()) == [draft.nodes[0], draft.nodes[1], draft.nodes[3]]


def test_shape_is_judged_but_for_properties() -> None:
    draft = kit.draft({"nodes": [{"name": "a", "addon": "x", "property": {"any": []}, "x": 1}]})
    assert [problem.pointer for problem in read_sheet(draft, draft.root)] == ["/nodes/0/x"]
