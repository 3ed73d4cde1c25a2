from __future__ import annotations

from ten_lite.config.reading.draft import SET, Assigned, NodeDraft, objects

from .. import kit


def test_objects_leaves_out_what_is_none() -> None:
    assert list(objects({"a": [1, {"b": 2}, [], {}]}, "a")) == [(1, {"b": 2}), (3, {})]
    assert list(objects({"a": {"b": 1}}, "a")) == []
    assert list(objects([], "a")) == []


def test_problems_are_placed_in_the_file_from_where_the_graph_stands() -> None:
    draft = kit.draft({"nodes": [{"name": "a"}]})
    problem = draft.problem("TL201", "m", "/nodes/0/name", "h", on_key=True)
    assert (problem.file, problem.pointer, problem.hint) == ("graph.json", "/nodes/0/name", "h")
    assert (problem.line, problem.column) == (4, 7)


def test_problems_of_overrides_are_placed_at_the_override() -> None:
    draft = kit.draft({"nodes": [{"name": "a", "property": {}}]})
    base = "/nodes/0/property/p"
    draft.assigned[base] = Assigned(f"{base}/x", "/a/p/x", "1")
    draft.assigned[f"{base}/y"] = Assigned(f"{base}/y", "/a/p/y", "2")
    places = [
        (problem.file, problem.pointer, problem.line)
        for pointer in (base, f"{base}/x/z", f"{base}/y", "/nodes/0/property/q")
        if (problem := draft.problem("TL306", "m", pointer))
    ]
    assert places == [
        (SET, "/a/p/x", 0),
        (SET, "/a/p/x", 0),
        (SET, "/a/p/y", 0),
        ("graph.json", "/nodes/0/property", 5),
    ]


def test_spec_of_a_node() -> None:
    draft = kit.draft({})
    draft.by_name = {
        "web": NodeDraft("/nodes/0", "web", spec=kit.WEB),
        "x": NodeDraft("/nodes/1", "x"),
    }
    assert draft.spec("web") is kit.WEB
    assert [draft.spec(name) for name in ("x", "y", None)] == [None, None, None]
