from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ten_lite.config.sources.predefined import Chosen, follow_import, predefined, select
from ten_lite.config.text.document import Document

GRAPH: dict[str, Any] = {"nodes": []}


def document(*entries: Any, **ten: Any) -> Document:
    value = {"ten": {"predefined_graphs": list(entries), **ten}}
    return Document(json.dumps(value), "property.json", Path("here"))


def chosen(found: Document, wanted: str | None = None) -> tuple[str | None, list[str]]:
    graph, problems = select(found, "ten", wanted)
    return graph.name if graph else None, [problem.code for problem in problems]


def entry(name: Any, graph: Any = GRAPH, **more: Any) -> dict[str, Any]:
    return {"name": name, "graph": graph, **more}


def test_names_of_the_first_of_each() -> None:
    assert predefined(document(1, entry("a"), entry(2), entry("b"), entry("a"))) == {"a": 1, "b": 3}
    assert predefined(Document("[]", "x.json", Path())) == {}


def test_the_one_that_starts_by_itself() -> None:
    assert chosen(document(entry("a"), entry("b", auto_start=True))) == ("b", [])
    assert chosen(document(entry("a"))) == ("a", [])
    assert chosen(document(entry("a"), entry("b"))) == (None, ["TL114"])
    both = document(entry("a", auto_start=True), entry("b", auto_start=True))
    assert chosen(both) == (None, ["TL114"])
    assert chosen(document()) == (None, ["TL114"])
    assert chosen(document(uri="x")) == (None, ["TL111", "TL114"])
    assert chosen(document(entry("a"), entry("b"), uri="x")) == (None, ["TL111", "TL114"])
    assert chosen(document({"graph": GRAPH})) == (None, ["TL110"])


def test_the_one_that_is_wanted() -> None:
    both = document(entry("a"), entry("b", auto_start=True))
    assert chosen(both, "a") == ("a", [])


def test_where_it_stands() -> None:
    graph, _ = select(document(entry("a"), entry("b", description="x")), "ten", "b")
    assert graph == Chosen("b", "/ten/predefined_graphs/1/graph", "x")


def test_shape_of_all_entries_is_judged() -> None:
    found = document(1, entry("a", auto_start=True, x=1), entry("b", 5))
    assert chosen(found) == ("a", ["TL108", "TL109", "TL108"])
    assert chosen(found, "b") == (None, ["TL108", "TL109", "TL108"])
    assert chosen(document({"name": "a"})) == (None, ["TL110"])


@pytest.mark.parametrize("ten", [None, 1, [], {"predefined_graphs": 5}])
def test_ten_of_another_shape(ten: Any) -> None:
    found = Document(json.dumps({"ten": ten}), "property.json", Path())
    assert chosen(found) == (None, ["TL108"])


def test_names_given_twice() -> None:
    _, problems = select(document(entry("a"), entry("b"), entry("a"), entry("a")), "ten", "b")
    assert [(p.code, p.pointer) for p in problems] == [
        ("TL116", "/ten/predefined_graphs/2/name"),
        ("TL116", "/ten/predefined_graphs/3/name"),
    ]


def test_settings_without_effect_are_warnings() -> None:
    found = document(entry("a", singleton=True, sync_stop_before_deinit=False), log={}, uri="x")
    _, problems = select(found, "ten", None)
    assert [(p.severity, p.pointer) for p in problems] == [
        ("warning", "/ten/uri"),
        ("warning", "/ten/predefined_graphs/0/singleton"),
    ]


def follow(folder: Path, uri: str) -> tuple[Document | None, list[tuple[str, str]]]:
    text = json.dumps({"ten": {"predefined_graphs": [entry("a", {"import_uri": uri})]}})
    found = Document(text, "property.json", folder)
    graph, problems = select(found, "ten", None)
    assert problems == []
    assert graph is not None
    imported, problems = follow_import(found, graph, {})
    return imported, [(problem.code, problem.file) for problem in problems]


def test_where_an_import_may_lie(tmp_path: Path) -> None:
    folder = tmp_path / "my graphs"
    folder.mkdir()
    (folder / "g.json").write_text('{"nodes": []}')
    uris = [
        "my graphs/g.json",
        "./my graphs/g.json",
        "${app_base_dir}/my graphs/g.json",
        f"file://{tmp_path}/my%20graphs/g.json",
    ]
    for uri in uris:
        imported, problems = follow(tmp_path, uri)
        assert problems == []
        assert imported is not None
        assert imported.value == GRAPH
        assert imported.folder == folder


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/g.json",
        "no.json",
        "http://x/g.json",
        "https://x/",
        "file://[",
        "file://g.json",
        "a\0b",
    ],
)
def test_where_it_may_not(tmp_path: Path, uri: str) -> None:
    assert follow(tmp_path, uri) == (None, [("TL115", "property.json")])


def test_a_broken_import_is_told_in_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "g.json").write_text("{")
    imported, problems = follow(tmp_path, "g.json")
    assert imported is None
    assert [code for code, _ in problems] == ["TL103"]
    assert problems[0][1].endswith("g.json")


def test_import_uri_stands_alone_and_is_text() -> None:
    assert chosen(document(entry("a", {"import_uri": "g.json", "nodes": []}))) == ("a", ["TL115"])
    assert chosen(document(entry("a", {"import_uri": 5}))) == (None, ["TL115"])
