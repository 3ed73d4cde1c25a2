from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ten_lite.config.library import GraphLibrary, in_short
from ten_lite.config.sources import find
from ten_lite.errors import ConfigError, Problem, TenLiteError

WS = {"type": "extension", "name": "ws", "addon": "websocket_server", "property": {"port": 0}}
ECHO = {"type": "extension", "name": "echo", "addon": "echo"}
FLOWS = [
    {"extension": "ws", "audio_frame": [{"name": "pcm_frame", "dest": [{"extension": "echo"}]}]},
    {"extension": "echo", "audio_frame": [{"name": "pcm_frame", "dest": [{"extension": "ws"}]}]},
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(find, "package_folder", lambda: tmp_path / "package")
    monkeypatch.delenv("TOKEN", raising=False)
    (tmp_path / "graphs").mkdir()
    return tmp_path


def graph(**door: Any) -> dict[str, Any]:
    ws = WS | {"property": {"port": 0, **door}}
    return {"description": "It echoes.", "nodes": [ws, ECHO], "connections": FLOWS}


def with_recogniser(properties: dict[str, Any]) -> dict[str, Any]:
    stt = {"type": "extension", "name": "stt", "addon": "deepgram_stt", "property": properties}
    to_stt = {"name": "pcm_frame", "dest": [{"extension": "echo"}, {"extension": "stt"}]}
    flows = [{"extension": "ws", "audio_frame": [to_stt]}, FLOWS[1]]
    return {"nodes": [WS, ECHO, stt], "connections": flows}


def problem(library: GraphLibrary, name: str) -> str:
    try:
        library.load(name)
    except TenLiteError as error:
        return in_short(error)
    return ""


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value))


def test_the_graphs_of_property_json_come_before_files_of_their_name(here: Path):
    entries = [{"name": name, "description": "Own.", "graph": graph()} for name in ("a", "b")]
    write(here / "property.json", {"ten": {"predefined_graphs": entries}})
    write(here / "graphs" / "a.json", graph())
    write(here / "graphs" / "c.json", graph())
    assert GraphLibrary().graphs() == {"a": "It echoes.", "b": "It echoes.", "c": "It echoes."}
    assert GraphLibrary().load("a").file == "property.json"
    assert GraphLibrary().load("c").file.endswith("c.json")


def test_another_property_json_may_be_used(here: Path):
    write(here / "other.json", {"ten": {"predefined_graphs": [{"name": "b", "graph": graph()}]}})
    library = GraphLibrary(property_file=here / "other.json")
    assert list(library.graphs()) == ["b"]
    assert library.load("b").name == "b"


def test_properties_are_put_over_those_of_the_file(here: Path):
    write(here / "graphs" / "a.json", graph(sample_rate_hz=8000))
    config = GraphLibrary().load("a", {"ws": {"port": 8123, "allowed_origins": ["http://x=y.z"]}})
    assert config.nodes[0].config.model_dump(include={"port", "sample_rate_hz"}) == {
        "port": 8123,
        "sample_rate_hz": 8000,
    }
    assert config.nodes[0].config.allowed_origins == ("http://x=y.z",)


def test_objects_are_merged_with_those_of_the_file(here: Path):
    params = {"api_key": "known", "model": "nova-2", "language": "en-US"}
    value = with_recogniser({"params": params})
    write(here / "graphs" / "a.json", value)
    stt = GraphLibrary().load("a", {"stt": {"params": {"language": "de-DE"}}}).nodes[2].config
    assert (stt.model, stt.language) == ("nova-2", "de-DE")


@pytest.mark.parametrize(
    "properties",
    [{"ws": {"a=b": 1}}, {"ws.token=x": {"port": 1}}, {"ws": {"a": {"b.c": 1}}}, {"": {"a": 1}}],
)
def test_a_key_cannot_name_more_than_it_is(here: Path, properties: dict[str, Any]):
    write(here / "graphs" / "a.json", graph())
    with pytest.raises(TenLiteError, match="is no name of a node or a property"):
        GraphLibrary().load("a", properties)


@pytest.mark.parametrize("name", ["no", "", "graphs/a.json", "./graphs/a", "../a", "a.json"])
def test_a_name_is_never_a_path(here: Path, name: str):
    write(here / "graphs" / "a.json", graph())
    with pytest.raises(TenLiteError, match=r"there is no graph .*; graphs: a"):
        GraphLibrary().load(name)


def test_what_is_lacking_is_told_in_a_line(here: Path):
    write(here / "graphs" / "good.json", graph())
    write(here / "graphs" / "closed.json", graph(token="${env:TOKEN}"))
    write(here / "graphs" / "wrong.json", graph(port=-1))
    (here / "graphs" / "none.json").write_text("{")
    library = GraphLibrary()
    assert problem(library, "good") == ""
    assert problem(library, "closed") == "needs TOKEN"
    assert "port" in problem(library, "wrong")
    assert problem(library, "none")
    assert "there is no graph" in problem(library, "x")


def test_of_what_is_lacking_the_extras_are_told_as_pip_has_them():
    problems = [
        Problem("TL303", "needs a module", hint='pip install "ten-lite[deaf]"'),
        Problem("TL307", "the environment variable A is not set"),
        Problem("TL307", "the environment variable A is not set"),
        Problem("TL305", "something else"),
        Problem("TL309", "a warning", severity="warning"),
    ]
    assert in_short(ConfigError(problems)) == "needs ten-lite[deaf], A"
    assert in_short(ConfigError(problems[3:])) == "something else"


def test_where_fakes_were_asked_for_no_graph_talks_to_a_provider(
    here: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DEEPGRAM_API_KEY", "real")
    value = with_recogniser({"api_key": "${env:DEEPGRAM_API_KEY}"})
    write(here / "graphs" / "a.json", value)
    assert problem(GraphLibrary(), "a") == ""
    assert "no fake was started for deepgram_stt" in problem(GraphLibrary(fakes={}), "a")
    fakes = {"deepgram_stt": {"base_url": "ws://127.0.0.1:1", "api_key": "fake"}}
    assert problem(GraphLibrary(fakes=fakes), "a") == ""
