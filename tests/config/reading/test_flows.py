from __future__ import annotations

from typing import Any

from ten_lite.config.reading.draft import Draft
from ten_lite.config.reading.flows import read_edges
from ten_lite.config.reading.subgraphs import read_nodes

from .. import kit

NODES = [kit.node(name, "x") for name in "abc"]


def read(graph: dict[str, Any]) -> Draft:
    draft = kit.draft(graph)
    list(read_nodes(draft))
    assert list(read_edges(draft)) == []
    return draft


def edges(draft: Draft) -> list[tuple[Any, ...]]:
    return [
        (e.source, e.kind, e.name, e.target, e.output_at.split("/")[3:], e.input_at.split("/")[3:])
        for e in draft.edges
    ]


def test_dest_and_source_are_two_ways_to_write_the_same() -> None:
    here = {"extension": "a"}
    draft = read(
        {
            "nodes": NODES,
            "connections": [
                {**here, "cmd": [{"name": "m", "dest": [{"extension": "b"}, {"extension": "c"}]}]},
                {**here, "data": [{"names": ["m", "n"], "source": [{"extension": "b"}]}]},
            ],
        }
    )
    first, there = ["cmd", "0", "name"], ["data", "0", "source", "0", "extension"]
    assert edges(draft) == [
        ("a", "cmd", "m", "b", first, ["cmd", "0", "dest", "0", "extension"]),
        ("a", "cmd", "m", "c", first, ["cmd", "0", "dest", "1", "extension"]),
        ("b", "data", "m", "a", there, ["data", "0", "names", "0"]),
        ("b", "data", "n", "a", there, ["data", "0", "names", "1"]),
    ]


def test_an_empty_list_is_a_connection_to_nowhere() -> None:
    draft = read({"nodes": NODES, "connections": [kit.to("a", "data", "m")]})
    assert [(e.source, e.target) for e in draft.edges] == [("a", None)]


def test_the_queue_comes_along() -> None:
    draft = read(
        {"nodes": NODES, "connections": [kit.to("a", "data", "m", "b", queue={"size": 3})]}
    )
    assert (draft.edges[0].queue, draft.edges[0].queue_at) == (
        {"size": 3},
        "/connections/0/data/0/queue",
    )


def test_what_has_another_shape_is_passed_over() -> None:
    draft = read(
        {
            "nodes": NODES,
            "connections": [
                1,
                {"extension": "", "data": []},
                {"extension": 5, "data": [{"name": "m", "dest": [{"extension": "b"}, 1]}]},
                {"extension": "a", "data": {}, "cmd": [1, {"name": 5, "names": [1], "dest": []}]},
            ],
        }
    )
    assert [(e.source, e.name, e.target) for e in draft.edges] == [(None, "m", "b")]


def test_locations_that_are_not_there_are_told_once() -> None:
    wrong = {
        "extension": "nobody",
        "cmd": [],
        "data": [{"names": ["m", "n"], "dest": [{"extension": "d"}, {"extension": "a"}]}],
    }
    draft = kit.draft({"nodes": NODES, "connections": [wrong, {"extension": "e"}]})
    list(read_nodes(draft))
    assert [(p.code, p.pointer) for p in read_edges(draft)] == [
        ("TL203", "/connections/0/extension"),
        ("TL203", "/connections/0/data/0/dest/0/extension"),
        ("TL203", "/connections/1/extension"),
    ]
    assert [(e.source, e.target) for e in draft.edges] == [(None, None), (None, "a")] * 2
