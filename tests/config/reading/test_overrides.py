from __future__ import annotations

from typing import Any

import pytest

from ten_lite.config.reading.overrides import apply_overrides, read_value
from ten_lite.config.reading.subgraphs import read_nodes

from .. import kit

GRAPH = {
    "nodes": [
        {"name": "llm", "addon": "brain", "property": {"a": {"b": [1, 2]}, "t": "x"}},
        {"name": "llm.two", "addon": "brain"},
        {"name": "bad", "addon": "brain", "property": 5},
    ]
}


def apply(*overrides: str) -> tuple[Any, list[tuple[str, str, str]]]:
    draft = kit.draft(GRAPH, overrides=overrides)
    list(read_nodes(draft))
    problems = list(apply_overrides(draft))
    assert draft.source.document.value == GRAPH
    return draft, [(p.code, p.file, p.pointer) for p in problems]


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("llm.t=5", {"a": {"b": [1, 2]}, "t": 5}),
        ("llm.t=", {"a": {"b": [1, 2]}, "t": ""}),
        ("llm.t=a=b", {"a": {"b": [1, 2]}, "t": "a=b"}),
        ("llm.a.b[0]=x", {"a": {"b": ["x", 2]}, "t": "x"}),
        ("llm.a.b.1=x", {"a": {"b": [1, "x"]}, "t": "x"}),
        ("llm.a.b[2]=3", {"a": {"b": [1, 2, 3]}, "t": "x"}),
        ("llm.a.7=x", {"a": {"b": [1, 2], "7": "x"}, "t": "x"}),
        ("llm.a=null", {"a": None, "t": "x"}),
        ("llm.n.m=1", {"a": {"b": [1, 2]}, "t": "x", "n": {"m": 1}}),
        ("llm.n[0].m=1", {"a": {"b": [1, 2]}, "t": "x", "n": [{"m": 1}]}),
    ],
)
def test_values_are_put_where_the_path_leads(override: str, value: Any) -> None:
    draft, problems = apply(override)
    assert problems == []
    assert draft.nodes[0].properties == value


def test_the_longest_name_of_a_node_counts() -> None:
    draft, problems = apply("llm.two.x=1", "llm.twin=2")
    assert problems == []
    assert draft.nodes[1].properties == {"x": 1}
    assert draft.nodes[0].properties["twin"] == 2


def test_the_last_one_wins() -> None:
    draft, problems = apply("llm.t=1", "llm.t=2")
    assert problems == []
    assert draft.nodes[0].properties["t"] == 2
    assert draft.assigned["/nodes/0/property/t"].text == "2"


def test_what_came_from_the_command_line_is_known() -> None:
    draft, _ = apply("llm.n.m[0]=1", "llm.a.b[2]=3")
    kept = {above: (a.pointer, a.place) for above, a in draft.assigned.items()}
    assert kept == {
        "/nodes/0/property/n": ("/nodes/0/property/n/m/0", "/llm/n/m/0"),
        "/nodes/0/property/a/b/2": ("/nodes/0/property/a/b/2", "/llm/a/b/2"),
    }


@pytest.mark.parametrize(
    ("override", "code", "pointer"),
    [
        ("", "TL117", ""),
        ("llm.t", "TL117", ""),
        ("t=1", "TL117", ""),
        ("=1", "TL117", ""),
        ("lm.t=1", "TL118", "/lm"),
        ("llm.=1", "TL117", "/llm"),
        ("llm.a[x]=1", "TL117", "/llm"),
        ("llm.[0]=1", "TL117", "/llm"),
        ("llm.a[0]=1", "TL118", "/llm/a/0"),
        ("llm.a.b[4]=1", "TL118", "/llm/a/b/4"),
        ("llm.a.b.c=1", "TL118", "/llm/a/b/c"),
        ("llm.t.x=1", "TL118", "/llm/t/x"),
        ("llm" + ".x" * 60 + "=1", "TL117", "/llm"),
    ],
)
def test_what_leads_nowhere_changes_nothing(override: str, code: str, pointer: str) -> None:
    draft, problems = apply(override)
    assert problems == [(code, "--set", pointer)]
    assert [node.properties for node in draft.nodes] == [GRAPH["nodes"][0]["property"], {}, None]
    assert draft.assigned == {}


def test_a_node_whose_properties_are_no_object_is_the_files_problem() -> None:
    assert apply("bad.x=1")[1] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("true", True),
        ('"1"', "1"),
        ("[1, {}]", [1, {}]),
        ("", ""),
        ("nova-3", "nova-3"),
        ("[1", "[1"),
        ("NaN", "NaN"),
        ("1" * 5000, "1" * 5000),
        ("[" * 5000, "[" * 5000),
    ],
)
def test_a_value_is_json_or_text(text: str, value: Any) -> None:
    assert read_value(text) == value
