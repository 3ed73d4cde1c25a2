from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import ten_lite
from ten_lite.config.sources import find
from ten_lite.config.sources.find import Search, graph_files, package_folder, source_in
from ten_lite.config.text.document import Document

GRAPH = {"nodes": [{"name": "a", "addon": "b"}]}


def predefined(*names: str, **more: Any) -> dict[str, Any]:
    return {"ten": {"predefined_graphs": [{"name": n, "graph": GRAPH, **more} for n in names]}}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(find, "package_folder", lambda: tmp_path / "package")
    return tmp_path


def write(path: str, value: Any) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value))
    return file


def found(reference: str | None, property_file: Path | None = None) -> tuple[str, str, str]:
    search = Search({}, property_file)
    (source,) = search.find(reference)
    assert search.problems == []
    return source.name, source.document.name, source.pointer


def codes(reference: str | None, property_file: Path | None = None) -> list[str]:
    search = Search({}, property_file)
    assert search.find(reference) == []
    return [problem.code for problem in search.problems]


def test_a_path() -> None:
    write("my/voice.json", GRAPH)
    assert found("my/voice.json") == ("voice", "my/voice.json", "")
    write("voice.yaml", GRAPH)
    assert found("voice.yaml") == ("voice", "voice.yaml", "")
    assert codes("./no") == ["TL101"]
    assert codes("my\\no") == ["TL101"]
    write("voice.json", {"graph": "other", **GRAPH})
    assert found("voice.json") == ("voice", "voice.json", "")


def test_a_folder_means_its_property_json() -> None:
    write("my/property.json", {"graph": "./voice.json"})
    write("my/voice.json", GRAPH)
    assert found("./my") == ("voice", "my/voice.json", "")
    assert found("my/") == ("voice", "my/voice.json", "")
    Path("empty").mkdir()
    assert codes("./empty") == ["TL101"]


def test_a_name_in_the_folder_of_graphs_and_then_in_the_package() -> None:
    write("package/voice.json", GRAPH)
    write("package/echo.json", GRAPH)
    write("graphs/voice.yml", GRAPH)
    write("graphs/readme.txt", GRAPH)
    write("graphs/folder.json/x", GRAPH)
    assert found("voice") == ("voice", "graphs/voice.yml", "")
    assert found("echo") == ("echo", "package/echo.json", "")
    assert list(graph_files()) == ["voice", "echo"]
    assert codes("readme") == ["TL113"]


def test_a_name_in_property_json_comes_first() -> None:
    write("graphs/voice.json", GRAPH)
    write("graphs/echo.json", GRAPH)
    write("property.json", predefined("voice", "other"))
    assert found("voice") == ("voice", "property.json", "/ten/predefined_graphs/0/graph")
    assert found("other") == ("other", "property.json", "/ten/predefined_graphs/1/graph")
    assert found("echo") == ("echo", "graphs/echo.json", "")


def test_without_a_name_property_json_chooses() -> None:
    write("package/voice_assistant.json", GRAPH)
    assert found(None) == ("voice_assistant", "package/voice_assistant.json", "")
    write("property.json", predefined("voice"))
    assert found(None) == ("voice", "property.json", "/ten/predefined_graphs/0/graph")
    other = write("other.json", {"graph": "voice_assistant"})
    assert found(None, other) == ("voice_assistant", "package/voice_assistant.json", "")


def test_a_property_file_that_is_named_must_be_there() -> None:
    write("graphs/voice.json", GRAPH)
    assert codes("voice", Path("no.json")) == ["TL101"]
    assert codes(None, Path("no.json")) == ["TL101"]
    assert found("graphs/voice.json", Path("no.json")) == ("voice", "graphs/voice.json", "")


def test_the_short_form() -> None:
    write("graphs/voice.json", GRAPH)
    write("sub/voice.yaml", GRAPH)
    write("sub/property.json", {"$schema": "x", "graph": "./voice.yaml"})
    write("property.json", {"graph": "voice", "description": "x"})
    assert found(None) == ("voice", "graphs/voice.json", "")
    assert found("sub/property.json") == ("voice", "sub/voice.yaml", "")
    write("property.json", {"graph": "two", **predefined("one", "two")})
    assert found(None) == ("two", "property.json", "/ten/predefined_graphs/1/graph")
    write("property.json", {"graph": "sub/property.json"})
    assert found(None) == ("voice", "sub/voice.yaml", "")


def test_circles_are_told() -> None:
    write("graphs/a.json", {"graph": "b"})
    write("graphs/b.json", {"graph": "a"})
    assert codes("a") == ["TL115"]
    write("property.json", {"graph": "./property.json"})
    assert codes(None) == ["TL115"]


def test_the_description_outside_of_the_graph_is_kept() -> None:
    document = Document(json.dumps({"description": "file", **predefined("a")}), "g.json", Path())
    source, _ = source_in(document, environ={})
    assert source is not None
    assert source.description == "file"
    document = Document(json.dumps(predefined("a", description="entry")), "g.json", Path())
    source, _ = source_in(document, environ={})
    assert source is not None
    assert source.description == "entry"


def test_the_legacy_key() -> None:
    write("property.json", {"_ten": predefined("a")["ten"]})
    assert found(None) == ("a", "property.json", "/_ten/predefined_graphs/0/graph")
    assert found("a") == ("a", "property.json", "/_ten/predefined_graphs/0/graph")


def test_an_imported_graph_stands_in_its_own_file() -> None:
    entry = {"name": "a", "graph": {"import_uri": "sub/g.json"}}
    write("property.json", {"ten": {"predefined_graphs": [entry]}})
    write("sub/g.json", GRAPH)
    assert found(None) == ("a", "sub/g.json", "")
    write("sub/g.json", {"graph": "a"})
    assert codes(None) == ["TL107"]
    write("sub/g.json", "nodes and connections")
    assert codes(None) == ["TL107"]


def test_a_name_that_was_typed_is_not_the_files_mistake() -> None:
    write("property.json", predefined("a"))
    search = Search({})
    assert search.find("b") == []
    assert [(p.code, p.file) for p in search.problems] == [("TL113", "")]


@pytest.mark.parametrize("value", [None, 1, [], {}, {"graph": 1}, {"graph": {}}, {"node": []}])
def test_what_is_no_graph(value: Any) -> None:
    write("g.json", value)
    assert codes("g.json") == ["TL107"]


def test_a_description_that_is_no_text_is_left_out() -> None:
    write("property.json", {"description": 5, **predefined("a")})
    (source,) = Search({}).find(None)
    assert source is not None
    assert source.description == ""


@pytest.mark.parametrize(
    "reference", ["", "\0", "a\0/b", "x" * 9000, "x" * 9000 + "/", "~", "\ud800/"]
)
def test_no_reference_raises(reference: str) -> None:
    assert len(codes(reference)) == 1


def test_package_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "site" / "ten_lite").mkdir(parents=True)
    monkeypatch.setattr(ten_lite, "__file__", str(tmp_path / "site" / "ten_lite" / "__init__.py"))
    assert package_folder() == tmp_path / "site" / "ten_lite" / "_graphs"
    (tmp_path / "site" / "pyproject.toml").touch()
    assert package_folder() == tmp_path / "site" / "graphs"
