"""What is saved while a server runs: new sessions get it, mistakes are told and change nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from ten_lite.addons import AddonRegistry
from ten_lite.cli.reload.reloader import LOOK_EVERY_S, Reloader
from ten_lite.cli.serve import listen_at
from ten_lite.config import CheckedGraph, load_graph
from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary
from ten_lite.errors import TenLiteError
from ten_lite.runtime import App, Session

from ...addons.kit import Site, make_site

ADDON = """
from ten_lite.addons import AddonConfig, AddonSpec, hookimpl
from ten_lite.runtime import Extension

class Config(AddonConfig):
    {key}: str = ""

class Parrot(Extension[Config]):
    WORD = "{word}"

SPEC = AddonSpec(
    name="parrot", kind="generic", description="", factory="rl_parrot:Parrot", config=Config
)

@hookimpl
def ten_lite_addons():
    return [SPEC]
"""


@dataclass
class Project:
    """A graph, its addon, and the app that runs it."""

    folder: Path
    site: Site
    told: list[str] = field(default_factory=list)
    app: App = None  # type: ignore[assignment]
    reloader: Reloader = None  # type: ignore[assignment]

    @property
    def file(self) -> Path:
        return self.folder / "mine.json"

    def graph(self, *nodes: dict[str, Any], **server: Any) -> None:
        door = {"name": "door", "addon": "websocket_server", "property": {"port": 0} | server}
        self.file.write_text(json.dumps({"nodes": [door, *nodes]}))

    def addon(self, word: str, key: str = "text") -> None:
        self.site.module("rl_parrot", ADDON.format(word=word, key=key))

    def load(self) -> CheckedGraph:
        return load_graph(str(self.file), registry=AddonRegistry())

    async def look(self) -> str:
        """Look until what was saved rests; what was told."""
        self.told.clear()
        for _ in range(2):
            await self.reloader.look(self.app)
        return "\n".join(self.told)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[App]:
        checked = self.load()
        assert checked.graph is not None, checked.problems
        self.reloader = Reloader(
            checked,
            load=self.load,
            place=lambda graph: listen_at(graph, "127.0.0.1", 0),
            library=GraphLibrary,
            tell=self.told.append,
        )
        self.app = App(listen_at(checked.graph, "127.0.0.1", 0))
        await self.app.start()
        try:
            yield self.app
        finally:
            await self.app.stop()


PARROT: dict[str, Any] = {"name": "bird", "addon": "parrot"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    for site in make_site(tmp_path, monkeypatch):
        made = Project(tmp_path, site)
        made.addon("one")
        site.distribution("rl-parrot", {"parrot": "rl_parrot"})
        made.graph(PARROT)
        monkeypatch.chdir(tmp_path)
        yield made


@asynccontextmanager
async def caller(app: App) -> AsyncIterator[Session]:
    """A client over the socket; its session, which has begun."""
    known = set(app.sessions)
    async with connect(app.urls["ws"]):
        await asyncio.sleep(0.1)  # virtual: until there is nothing left to do
        (new,) = set(app.sessions) - known
        yield app.sessions[new]


def word(session: Session) -> str:
    extension: Any = session.nodes["bird"].extension
    found: str = extension.WORD
    return found


async def test_a_graph_that_was_saved_is_for_new_sessions_and_the_socket_stays(project: Project):
    async with project.served() as app, caller(app) as old:
        urls = app.urls
        project.graph(PARROT, {"name": "second", "addon": "parrot"})
        told = await project.look()
        assert told == "mine.json changed: new sessions get it; running ones (1) go on"
        async with caller(app) as new:
            assert set(new.nodes) == {"door", "bird", "second"}
        assert set(old.nodes) == {"door", "bird"}
        assert not old.ended.is_set()
        assert app.urls == urls
        assert await project.look() == ""


async def test_code_of_an_addon_that_was_saved_is_for_new_sessions(project: Project):
    async with project.served() as app, caller(app) as old:
        project.addon("two")
        assert "site/rl_parrot.py changed: new sessions get it" in await project.look()
        async with caller(app) as new:
            assert (word(old), word(new)) == ("one", "two")


async def test_a_variable_in_env_that_was_saved_is_taken(project: Project):
    project.graph({**PARROT, "property": {"text": "${env:RL_TEXT|none}"}})
    async with project.served() as app:
        (project.folder / ".env").write_text("RL_TEXT=new\n")
        assert ".env changed: new sessions get it" in await project.look()
        assert app.graph.nodes[1].config.model_dump() == {"text": "new"}


async def test_a_subgraph_that_was_saved_is_taken(project: Project):
    inner = project.folder / "inner.json"
    inner.write_text(json.dumps({"nodes": [PARROT]}))
    project.graph({"type": "subgraph", "name": "in", "graph": {"import_uri": "inner.json"}})
    async with project.served() as app:
        inner.write_text(json.dumps({"nodes": [PARROT, {**PARROT, "name": "other"}]}))
        assert "inner.json changed: new sessions get it" in await project.look()
        assert [node.name for node in app.graph.nodes] == ["door", "in_bird", "in_other"]


async def test_a_mistake_is_told_in_the_words_of_check_and_the_old_graph_goes_on(project: Project):
    async with project.served() as app:
        project.graph({"name": "bird", "addon": "parot"})
        told = await project.look()
        assert 'TL301  unknown addon "parot"' in told
        assert 'did you mean "parrot"?' in told
        assert told.endswith("mine.json changed and cannot be used: mine goes on as it was")
        async with caller(app) as session:
            assert word(session) == "one"
        project.graph({**PARROT, "name": "mended"})
        assert "new sessions get it" in await project.look()
        async with caller(app) as session:
            assert "mended" in session.nodes


async def test_a_file_that_is_no_json_for_a_moment_changes_nothing(project: Project):
    async with project.served() as app:
        project.file.write_text("{")
        assert "TL103" in await project.look()
        async with caller(app) as session:
            assert word(session) == "one"


async def test_code_that_cannot_be_imported_is_told_and_the_old_code_goes_on(project: Project):
    async with project.served() as app:
        project.addon("two\nnot python")
        assert "SyntaxError" in await project.look()
        async with caller(app) as session:
            assert word(session) == "one"
        project.graph(PARROT, {"name": "second", "addon": "parrot"})
        assert "SyntaxError" in await project.look()  # the graph is good, its code is not yet
        project.addon("three")
        assert "new sessions get it" in await project.look()
        async with caller(app) as session:
            assert word(session) == "three"


async def test_code_and_graph_that_belong_together_are_taken_together(project: Project):
    async with project.served() as app:
        project.addon("two", key="phrase")
        project.graph({**PARROT, "property": {"phrase": "hello"}})
        assert "new sessions get it" in await project.look()
        assert app.graph.nodes[1].config.model_dump() == {"phrase": "hello"}


async def test_what_a_server_keeps_is_told(project: Project):
    async with project.served():
        project.graph(PARROT, max_sessions=3)
        assert "the server keeps the address, the token and the limits" in await project.look()


async def test_a_port_that_the_command_line_gave_is_no_change(project: Project):
    async with project.served():
        project.graph(PARROT, port=9999)
        assert "the server keeps" not in await project.look()


async def test_it_looks_by_itself_as_long_as_it_is_asked_to(project: Project):
    async with project.served() as app:
        async with project.reloader.watching(app):
            project.graph({**PARROT, "name": "other"})
            await asyncio.sleep(3 * LOOK_EVERY_S)
        assert [node.name for node in app.graph.nodes] == ["door", "other"]
        project.graph(PARROT)
        await asyncio.sleep(3 * LOOK_EVERY_S)
        assert [node.name for node in app.graph.nodes] == ["door", "other"]


async def test_code_of_a_server_is_not_imported_anew_and_that_is_told(project: Project):
    async with project.served() as app:
        project.reloader._server_packages = {"rl_parrot"}
        project.addon("two")
        told = await project.look()
        assert told == (
            "site/rl_parrot.py changed: the code of a server is taken only at its next start"
        )
        async with caller(app) as session:
            assert word(session) == "one"


async def test_what_the_command_line_does_not_allow_is_told(project: Project):
    def refuse(graph: GraphDef) -> GraphDef:
        raise TenLiteError("no fake was started for acme_llm")

    async with project.served() as app:
        project.reloader._place = refuse
        project.graph({**PARROT, "name": "other"})
        assert (await project.look()).startswith("no fake was started for acme_llm\n")
        assert [node.name for node in app.graph.nodes] == ["door", "bird"]


async def test_a_failure_nobody_expected_is_told_with_its_name_and_logged(
    project: Project, caplog: pytest.LogCaptureFixture
):
    def fail(graph: GraphDef) -> GraphDef:
        raise ZeroDivisionError("oh")

    async with project.served():
        project.reloader._place = fail
        project.graph({**PARROT, "name": "other"})
        assert (await project.look()).startswith("ZeroDivisionError: oh\n")
    assert "what was saved could not be loaded" in caplog.text
