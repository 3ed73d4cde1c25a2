from __future__ import annotations

from typing import Any

from ten_lite.config.draft import Draft
from ten_lite.config.read import check_shape, read_edges, read_nodes

from . import kit


def read(graph: dict[str, Any]) -> Draft:
    draft = kit.draft(graph)
    assert [*read_nodes(draft), *read_edges(draft)] == []
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


def edges(draft: Draft) -> list[tuple[Any, ...]]:
    return [
        (e.source, e.kind, e.name, e.target, e.output_at.split("/")[3:], e.input_at.split("/")[3:])
        for e in draft.edges
    ]


def test_dest_and_source_are_two_ways_to_write_the_same() -> None:
    here = {"extension": "a"}
    draft = read(
        {
            "connections": [
                {**here, "cmd": [{"name": "m", "dest": [{"extension": "b"}, {"extension": "c"}]}]},
                {**here, "data": [{"names": ["m", "n"], "source": [{"extension": "b"}]}]},
            ]
        }
    )
    first, there = ["cmd", "0", "name"], ["data", "0", "source", "0", "extension"]
    assert edges(draft) == [
        ("a", "cmd", "m", "b", first, ["cmd", "0", "dest", "0", "extension"]),
        ("a", "cmd", "m", "c", first, ["cmd", "0", "dest", "1", "extension"]),
        ("b", "data", "m", "a", there, ["data", "0", "names", "0"]),
        ("b", "data", "n", "a", there, ["data", "0", "names", "1"]),
    ]
    assert draft.ends == [
        ("/connections/0/extension", "a"),
        ("/connections/0/cmd/0/dest/0/extension", "b"),
        ("/connections/0/cmd/0/dest/1/extension", "c"),
        ("/connections/1/extension", "a"),
        ("/connections/1/data/0/source/0/extension", "b"),
    ]


def test_an_empty_list_is_a_connection_to_nowhere() -> None:
    draft = read({"connections": [kit.to("a", "data", "m")]})
    assert [(e.source, e.target) for e in draft.edges] == [("a", None)]


def test_the_queue_comes_along() -> None:
    draft = read({"connections": [kit.to("a", "data", "m", "b", queue={"size": 3})]})
    assert (draft.edges[0].queue, draft.edges[0].queue_at) == (
        {"size": 3},
        "/connections/0/data/0/queue",
    )


def test_what_has_another_shape_is_passed_over() -> None:
    draft = read(
        {
            "connections": [
                1,
                {"extension": "", "data": []},
                {"extension": 5, "data": [{"name": "m", "dest": [{"extension": "b"}, 1]}]},
                {"extension": "a", "data": {}, "cmd": [1, {"name": 5, "names": [1], "dest": []}]},
            ]
        }
    )
    assert [(e.source, e.name, e.target) for e in draft.edges] == [(None, "m", "b")]
    assert [name for _, name in draft.ends] == ["b", "a"]


def test_shape_is_judged_but_for_properties() -> None:
    draft = kit.draft({"nodes": [{"name": "a", "addon": "x", "property": {"any": []}, "x": 1}]})
    assert [problem.pointer for problem in check_shape(draft)] == ["/nodes/0/x"]
