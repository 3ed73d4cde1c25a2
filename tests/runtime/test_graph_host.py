"""Several graphs behind one door: loaded when asked for, counted and ended with the app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary, Properties
from ten_lite.errors import AddonError, ConfigError, Problem, TenLiteError
from ten_lite.messages import AsrResult
from ten_lite.runtime import App, Resource, TransportServer
from ten_lite.runtime.graph_host import OtherGraphs
from ten_lite.testing import leftover_tasks

from .kit import Client, Node, make_graph


class Door(TransportServer[AddonConfig]):
    async def start(self) -> None: ...

    @property
    def urls(self) -> Mapping[str, str]:
        return {"ws": "ws://here"}

    async def stop_accepting(self) -> None: ...

    async def stop(self) -> None: ...


class Model(Node):
    """Needs a second to load what it shares."""

    loaded = 0
    is_broken = False

    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        async def load() -> str:
            await asyncio.sleep(1)
            if cls.is_broken:
                raise OSError("secret detail")
            Model.loaded += 1
            return "model"

        async def close(value: str) -> None:
            Model.loaded -= 1

        return {"model": Resource(key="model", label="the model", load=load, close=close)}

    def on_asr_result(self, result: AsrResult) -> None: ...


DOOR = f"{__name__}:Door"
MAIN = make_graph({"a": Node, "client": Client}, [], name="main", server=DOOR)
EDGES: list[Any] = [("a", "b", AsrResult)]
OTHER = make_graph({"a": Node, "b": Model, "client": Client}, EDGES, name="other", server=DOOR)
CLOSED = replace(MAIN, name="closed", nodes=MAIN.nodes[:1])


class Library(GraphLibrary):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Properties | None]] = []

    def load(self, name: str, properties: Properties | None = None) -> GraphDef:
        self.asked.append((name, properties))
        if name == "keyless":
            problem = Problem("TL307", "the environment variable KEY is not set", file="x.json")
            raise ConfigError([problem])
        try:
            return {"main": MAIN, "other": OTHER, "closed": CLOSED}[name]
        except KeyError:
            raise TenLiteError(f'there is no graph "{name}"') from None


@asynccontextmanager
async def serving(library: GraphLibrary | None) -> AsyncIterator[App]:
    ids = count(1)
    app = App(MAIN, library=library, new_id=lambda: f"s{next(ids)}")
    await app.start()
    try:
        yield app
    finally:
        await app.stop()
        assert Model.loaded == 0
        assert leftover_tasks() == []


@pytest.fixture
def broken_model() -> Any:
    Model.is_broken = True
    yield
    Model.is_broken = False


async def test_another_graph_is_loaded_once_for_all_who_ask_for_it():
    library = Library()
    async with serving(library) as app:
        hosts = await asyncio.gather(*(app.graph_host("other") for _ in range(5)))
        assert {host.graph.name for host in hosts} == {"other"}
        assert library.asked == [("other", None)]
        assert Model.loaded == 1
        assert await hosts[0].graph_host("other") is hosts[1]


async def test_its_sessions_are_sessions_of_the_app():
    async with serving(Library()) as app:
        host = await app.graph_host("other")
        first, second = await app.open_session("x"), await host.open_session("y")
        assert [session.graph.name for session in app.sessions.values()] == ["main", "other"]
        assert (app.session_count, host.session_count) == (2, 2)
        assert host.sessions is app.sessions
        assert host.meters is app.meters
        assert (host.library, host.agents) == (app.library, app.agents)
        assert (second.client, set(second.nodes)) == ("y", {"a", "b", "client"})
        await host.close_session(second)
        assert list(app.sessions.values()) == [first]
        assert "ten_lite_sessions_total 2" in app.meters.page()


async def test_they_end_with_the_app():
    async with serving(Library()) as app:
        host = await app.graph_host("other")
        session = await host.open_session()
        await app.drain(1)
        assert session.end_code == 1001
        assert host.draining
        with pytest.raises(AddonError, match="shutting down"):
            await host.open_session()
        with pytest.raises(AddonError, match="shutting down"):
            await app.graph_host("other")


async def test_the_apps_own_name_is_the_app_itself():
    library = Library()
    async with serving(library) as app:
        assert await app.graph_host("main") is app
        assert library.asked == []


async def test_an_app_without_a_library_knows_only_itself():
    async with serving(None) as app:
        assert await app.graph_host("main") is app
        assert app.agents is None
        with pytest.raises(TenLiteError, match='no graph "other"; this server runs main'):
            await app.graph_host("other")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("keyless", '"keyless" cannot be run: needs KEY'),
        ("unknown", '"unknown" cannot be run: there is no graph "unknown"'),
        ("closed", '"closed" cannot be run: no client of this server can reach it; it needs'),
    ],
)
async def test_what_keeps_a_graph_from_running_is_told_in_a_line(name: str, told: str):
    async with serving(Library()) as app:
        with pytest.raises(TenLiteError) as refused:
            await app.graph_host(name)
        assert str(refused.value).startswith(told)
        assert "\n" not in str(refused.value)


async def test_what_could_not_be_loaded_is_tried_again(broken_model: None):
    async with serving(Library()) as app:
        tries = [app.graph_host("other") for _ in range(2)]
        for error in await asyncio.gather(*tries, return_exceptions=True):
            assert str(error) == '"other" could not be loaded'
        Model.is_broken = False
        assert (await app.graph_host("other")).graph.name == "other"


async def test_who_leaves_while_it_is_loaded_does_not_disturb_the_others():
    async with serving(Library()) as app:
        first = asyncio.ensure_future(app.graph_host("other"))
        second = asyncio.ensure_future(app.graph_host("other"))
        await asyncio.sleep(0.5)
        first.cancel()
        assert (await second).graph.name == "other"
        assert first.cancelled()


async def test_an_app_that_stops_while_one_is_loaded_leaves_nothing():
    async with serving(Library()) as app:
        asking = asyncio.ensure_future(app.graph_host("other"))
        await asyncio.sleep(0.5)
        await app.stop()
        await asyncio.wait({asking})
        assert asking.cancelled()


async def test_agents_run_graphs_of_the_library_and_stop_with_the_app():
    library = Library()
    async with serving(library) as app:
        assert app.agents is not None
        agent = await app.agents.start("c1", "other", {"a": {"x": 1}})
        assert library.asked == [("other", {"a": {"x": 1}})]
        assert (agent.app.library, agent.app.agents) == (None, None)
        session = await agent.app.open_session()
        assert app.session_count == 0
        await app.drain(1)
        assert session.end_code == 1001
        await app.stop()
        assert app.agents.running == {}


async def test_it_can_be_loaded_where_one_of_the_same_addons_is_the_door():
    other = replace(MAIN, name="main2")
    library = Library()
    library.load = lambda name, properties=None: other  # type: ignore[method-assign]
    async with serving(library) as app:
        assert (await app.graph_host("main2")).graph is other


async def test_what_is_forgotten_is_loaded_again_and_who_waits_gets_what_is_being_loaded():
    loads = 0

    async def load(name: str) -> Any:
        nonlocal loads
        loads += 1
        await asyncio.sleep(1)
        return f"{name} {loads}"

    hosts = OtherGraphs(load)
    assert await hosts.get("g") == "g 1"
    hosts.forget()
    waiting = asyncio.ensure_future(hosts.get("g"))
    await asyncio.sleep(0.5)
    hosts.forget()
    assert await hosts.get("g") == await waiting == "g 2"
    assert await hosts.get("g") == "g 3"
    await hosts.stop()
