"""One process: started whole or not at all, drained, stopped, and none the heavier for it."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary, Properties
from ten_lite.errors import AddonError, TenLiteError
from ten_lite.messages import AsrResult
from ten_lite.runtime import App, Resource, Session, TransportServer
from ten_lite.testing import leftover_tasks

from .kit import Client, Node, ext, make_graph, settle


class Record:
    """What happened, and what shall go wrong."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.wrong: set[str] = set()

    def note(self, event: str) -> None:
        self.events.append(event)
        if event in self.wrong:
            raise TenLiteError(f"{event} failed")


record = Record()


@pytest.fixture(autouse=True)
def fresh_record() -> Iterator[None]:
    yield
    record.events.clear()
    record.wrong.clear()
    doors.clear()


class Door(TransportServer[AddonConfig]):
    """Opens a session for whoever knocks, and closes it when it ends."""

    async def start(self) -> None:
        record.note("server start")
        self.clients: set[asyncio.Task[None]] = set()
        doors.append(self)

    @property
    def urls(self) -> Mapping[str, str]:
        return {"ws": "ws://here"}

    async def stop_accepting(self) -> None:
        record.note("server stop accepting")

    async def stop(self) -> None:
        record.note("server stop")
        if self.clients:
            await asyncio.wait(self.clients)

    def knock(self) -> None:
        task = asyncio.ensure_future(self._serve())
        self.clients.add(task)
        task.add_done_callback(self.clients.discard)

    async def _serve(self) -> None:
        session = await self.host.open_session("somebody")
        await session.ended.wait()
        await self.host.close_session(session)


doors: list[Door] = []


class Talker(Node):
    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        async def load() -> str:
            record.note("load")
            await asyncio.sleep(0.1)
            return "model"

        async def close(value: str) -> None:
            record.note("unload")

        return {"model": Resource(key="model", label="the model", load=load, close=close)}

    async def start(self) -> None:
        record.note("session start")

    async def drain(self) -> None:
        await asyncio.sleep(0.5)
        record.note("session drain")

    async def stop(self) -> None:
        record.note("session stop")

    def on_asr_result(self, result: AsrResult) -> None: ...


GRAPH = make_graph(
    {"a": Node, "b": Talker, "client": Client}, [("a", "b", AsrResult)], server=f"{__name__}:Door"
)


def make_app(**options: Any) -> App:
    ids = count(1)
    return App(GRAPH, new_id=lambda: f"s{next(ids)}", **options)


async def test_start_loads_what_is_shared_before_the_port_opens_and_says_so() -> None:
    said: list[str] = []
    app = make_app(on_progress=said.append)
    await app.start()
    assert record.events == ["load", "server start"]
    assert said == ["b: loading the model", said[1]]
    assert said[1].startswith("b: the model ready (")
    assert app.urls == {"ws": "ws://here"}
    await app.stop()
    assert record.events[-2:] == ["server stop", "unload"]


@pytest.mark.parametrize("what", ["load", "server start"])
async def test_a_start_that_fails_leaves_nothing(what: str) -> None:
    record.wrong.add(what)
    app = make_app()
    with pytest.raises(TenLiteError, match=f"{what} failed"):
        await app.start()
    assert leftover_tasks() == []
    assert app.pool.users("model") == 0
    assert (record.events[-1] == "unload") is (what == "server start")


async def test_a_start_that_is_cancelled_leaves_nothing() -> None:
    app = make_app()
    starting = asyncio.ensure_future(app.start())
    await settle()
    starting.cancel()
    await asyncio.wait({starting})
    assert starting.cancelled()
    assert app.pool.users("model") == 0


async def test_code_that_cannot_be_used_fails_the_start() -> None:
    graph = make_graph({"a": Node}, [], server="no_such_module:Door")
    with pytest.raises(AddonError, match="no_such_module"):
        await App(graph).start()


async def test_no_session_before_start() -> None:
    with pytest.raises(AddonError, match="not started"):
        await make_app().open_session()


async def test_a_session_gets_its_client_and_is_counted_until_it_is_closed() -> None:
    app = make_app()
    await app.start()
    opening = asyncio.ensure_future(app.open_session("me"))
    await settle(1)
    assert app.session_count == 1  # being opened
    session = await opening
    assert (session.id, session.client, app.sessions) == ("s1", "me", {"s1": session})
    await app.close_session(session)
    assert app.session_count == 0
    await app.stop()


async def test_a_session_that_cannot_start_is_not_counted() -> None:
    app = make_app()
    await app.start()
    record.wrong.add("session start")
    with pytest.raises(TenLiteError):
        await app.open_session()
    assert app.session_count == 0
    await app.stop()


async def test_drain_lets_turns_end_and_then_says_1001() -> None:
    app = make_app()
    await app.start()
    doors[-1].knock()
    await settle()
    (session,) = app.sessions.values()
    await app.drain(1.0)
    assert app.draining
    assert record.events[-2:] == ["server stop accepting", "session drain"]
    assert (session.end_code, session.end_reason) == (1001, "the server is shutting down")
    await app.stop()
    assert record.events.count("session stop") == 1
    assert leftover_tasks() == []


async def test_drain_takes_no_longer_than_its_time() -> None:
    app = make_app()
    await app.start()
    sessions = [await app.open_session() for _ in range(3)]
    began = asyncio.get_running_loop().time()
    await app.drain(0.2)
    assert asyncio.get_running_loop().time() - began == pytest.approx(0.2)
    assert all(session.end_code == 1001 for session in sessions)
    await app.stop()


async def test_a_server_that_fails_to_stop_accepting_does_not_keep_turns_from_ending() -> None:
    app = make_app()
    await app.start()
    session = await app.open_session()
    record.wrong.add("server stop accepting")
    await app.drain(1.0)
    assert "session drain" in record.events
    assert session.end_code == 1001
    await app.stop()


@pytest.mark.parametrize("when", ["draining", "stopped"])
async def test_an_app_that_shuts_down_takes_no_new_sessions(when: str) -> None:
    app = make_app()
    await app.start()
    await (app.drain(1.0) if when == "draining" else app.stop())
    with pytest.raises(AddonError, match="shutting down"):
        await app.open_session()
    await app.stop()
    assert app.pool.users("model") == 0


@pytest.mark.parametrize("what", ["server stop", "session stop", "unload"])
async def test_stop_goes_on_when_something_fails(what: str) -> None:
    app = make_app()
    await app.start()
    await app.open_session()
    record.wrong.add(what)
    await app.stop()
    assert set(record.events) >= {"server stop", "session stop", "unload"}
    assert (app.session_count, app.pool.users("model")) == (0, 0)


async def test_stop_may_be_called_often() -> None:
    app = make_app()
    await app.start()
    await app.open_session()
    await asyncio.gather(app.stop(), app.stop())
    await app.stop()
    assert record.events.count("unload") == 1
    assert record.events.count("session stop") == 1


async def test_stop_closes_a_session_that_is_being_opened() -> None:
    app = make_app()
    await app.start()
    opening = asyncio.ensure_future(app.open_session())
    await settle(2)
    await app.stop()
    with pytest.raises(TenLiteError, match="closed while it started"):
        await opening
    assert leftover_tasks() == []
    assert (app.session_count, app.pool.users("model")) == (0, 0)


async def test_two_apps_in_one_process_know_nothing_of_each_other() -> None:
    one, two = make_app(), make_app()
    await one.start()
    await two.start()
    first, second = await one.open_session(), await two.open_session()
    await one.stop()
    assert first.ending
    assert not second.ending
    assert ext(second, "b").resource("model") == "model"
    assert (one.pool.users("model"), two.pool.users("model")) == (0, 2)
    await two.stop()


async def test_of_two_servers_with_the_same_protocol_the_first_ones_url_counts() -> None:
    app = make_app()
    await app.start()
    app._servers.append(app._servers[0])
    assert app.urls == {"ws": "ws://here"}
    app._servers.pop()
    await app.stop()


def census() -> Counter[str]:
    gc.collect()
    return Counter(type(thing).__name__ for thing in gc.get_objects())


async def one_life() -> None:
    app = make_app()
    await app.start()
    session: Session = await app.open_session()
    ext(session, "a").send(AsrResult("x", final=True))
    ext(session, "a").spawn(asyncio.sleep(3600), name="nap")
    session.nodes["b"].failed(ValueError())
    await asyncio.sleep(1)
    await app.stop()
    doors.clear()
    record.events.clear()


async def test_100_starts_and_stops_leave_tasks_and_objects_as_they_were(quiet: None) -> None:
    for _ in range(3):
        await one_life()
    before = census()
    for _ in range(100):
        await one_life()
    grown = {name: extra for name, extra in (census() - before).items() if extra >= 50}
    assert grown == {}
    assert leftover_tasks() == []


async def test_who_lets_clients_in_by_itself_cannot_be_embedded() -> None:
    app = App(make_graph({"a": Node}, [], name="mute"))
    with pytest.raises(TenLiteError, match='"mute" has no transport: add websocket_server'):
        app.asgi()
    app = make_app()
    await app.start()
    with pytest.raises(TenLiteError, match="Door cannot be embedded: it listens by itself"):
        app.asgi()
    await app.stop()


class Files(GraphLibrary):
    """One graph beside the app's own."""

    def load(self, name: str, properties: Properties | None = None) -> GraphDef:
        if name == "broken":
            raise OSError("secret detail")
        return replace(GRAPH, name=name)


async def test_another_graph_is_loaded_from_its_library_or_refused_in_words() -> None:
    app = make_app(library=Files())
    await app.start()
    assert await app.graph_host(GRAPH.name) is app
    assert (await app.graph_host("other")).graph.name == "other"
    with pytest.raises(TenLiteError, match=r'^"broken" could not be loaded$'):
        await app.graph_host("broken")
    assert app.agents is not None
    await app.stop()


async def test_an_app_without_a_library_knows_only_its_own_graph() -> None:
    app = make_app()
    await app.start()
    with pytest.raises(TenLiteError, match='no graph "other"; this server runs'):
        await app.graph_host("other")
    await app.stop()
