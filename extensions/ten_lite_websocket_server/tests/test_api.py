"""What programs and pages read of graphs and sessions."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary, Properties
from ten_lite.errors import ConfigError, Problem, TenLiteError
from ten_lite.runtime import App

from .kit import Client, conversation_graph, echo_graph, port_of, serving, sound

KEY = Problem("TL307", "the environment variable KEY is not set")


class Library(GraphLibrary):
    """``main`` and ``echo``, ``closed``, which lacks a key, and ``dumb``, which has no door."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def graphs(self) -> dict[str, str]:
        self.looks += 1
        return {"test": "Main.", "echo": "Echoes.", "closed": "Closed.", "a b": "Dumb."}

    def load(self, name: str, properties: Properties | None = None) -> GraphDef:
        found = echo_graph(**(properties or {}).get("ws", {}))
        if name == "closed":
            raise ConfigError([KEY])
        if name == "a b":
            return GraphDef(name, "", found.nodes[1:], ())
        if name != "echo":
            raise TenLiteError(f'there is no graph "{name}"')
        return GraphDef(name, "", found.nodes, found.edges)


@contextlib.asynccontextmanager
async def with_library(graph: GraphDef) -> AsyncIterator[tuple[App, Library]]:
    library = Library()
    app = App(graph, library=library)
    await app.start()
    try:
        yield app, library
    finally:
        await app.stop()


async def ask(
    app: App, path: str, *, method: str = "GET", body: Any = None, **headers: str
) -> tuple[int, Any]:
    """Status and the answer, decoded if it is JSON."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(app))
    raw = b"" if body is None else json.dumps(body).encode()
    given: Mapping[str, str] = {
        "Host": f"127.0.0.1:{port_of(app)}",
        "Connection": "close",
        "Content-Type": "application/json",
        "Content-Length": str(len(raw)),
        **headers,
    }
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + raw)
    head, _, content = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    is_json = b"application/json" in head
    return int(head.split()[1]), json.loads(content) if is_json else content.decode()


ECHO = {
    "nodes": [
        {"name": "ws", "addon": "websocket_server", "kind": "transport"},
        {"name": "echo", "addon": "echo", "kind": "generic"},
    ],
    "edges": [
        {"source": "ws", "target": "echo", "message": "pcm_frame"},
        {"source": "echo", "target": "ws", "message": "pcm_frame"},
    ],
}


async def test_the_graphs_are_listed_with_what_keeps_them_from_running():
    async with with_library(conversation_graph()) as (app, _):
        status, told = await ask(app, "/api/graphs")
        assert (status, told["running"]) == (200, "test")
        assert told["graphs"] == [
            {"name": "test", "description": "", "problem": ""},
            {
                "name": "a b",
                "description": "Dumb.",
                "problem": "no client of this server can reach it; it needs websocket_server",
            },
            {"name": "closed", "description": "Closed.", "problem": "needs KEY"},
            {"name": "echo", "description": "Echoes.", "problem": ""},
        ]
        assert [node["name"] for node in told["graph"]["nodes"]] == [
            "ws",
            "stt",
            "control",
            "llm",
            "tts",
        ]


async def test_one_look_serves_all_who_ask_within_half_a_minute():
    async with with_library(echo_graph()) as (app, library):
        await asyncio.gather(*(ask(app, "/api/graphs") for _ in range(5)))
        await asyncio.sleep(29)
        await ask(app, "/graphs")
        assert library.looks == 1
        await asyncio.sleep(2)
        await ask(app, "/api/graphs")
        assert library.looks == 2


async def test_each_graph_can_be_looked_at():
    async with with_library(conversation_graph()) as (app, _):
        assert await ask(app, "/api/graphs/echo") == (200, ECHO)
        _, told = await ask(app, "/api/graphs")
        assert await ask(app, "/api/graphs/test") == (200, told["graph"])
        status, dumb = await ask(app, "/api/graphs/a%20b")
        assert (status, dumb["nodes"]) == (200, ECHO["nodes"][1:])
        assert await ask(app, "/api/graphs/closed") == (409, "needs KEY\n")
        status, word = await ask(app, "/api/graphs/nothing")
        assert (status, word) == (404, "there is no such graph; /api/graphs lists them\n")
        assert (await ask(app, "/api/graphs/..%2fecho"))[0] == 404


async def test_an_app_without_a_library_tells_only_itself():
    async with serving(echo_graph()) as app:
        _, told = await ask(app, "/api/graphs")
        assert told == {
            "running": "test",
            "graphs": [{"name": "test", "description": "", "problem": ""}],
            "graph": ECHO,
        }
        assert (await ask(app, "/api/graphs/echo"))[0] == 404
        assert (await ask(app, "/api/agents/start", method="POST", body={}))[0] == 404


async def test_sessions_are_listed_while_they_are_there():
    async with serving(echo_graph()) as app:
        assert await ask(app, "/api/sessions") == (200, [])
        async with Client(app):
            await asyncio.sleep(2.5)
            _, (told,) = await ask(app, "/api/sessions")
            assert told == {"id": "s1", "graph": "test", "age_s": pytest.approx(2.5, abs=0.1)}
        await asyncio.sleep(0.1)
        assert await ask(app, "/api/sessions") == (200, [])
        status, word = await ask(app, "/api/sessions/s1")
        assert (status, word) == (404, "there is no such session; it may have ended\n")


async def test_a_session_tells_its_nodes_and_what_went_over_its_edges():
    async with serving(echo_graph(token="known")) as app:
        known = {"Authorization": "Bearer known"}
        async with Client(app, additional_headers=known) as client:
            await client.say(sound(100))
            await client.until(lambda reply: len(client.got) == 5)
            status, told = await ask(app, "/api/sessions/s1", **known)
            assert (status, told["id"], told["graph"]) == (200, "s1", "test")
            assert told["nodes"] == [
                {"name": "ws", "addon": "websocket_server", "state": "running"},
                {"name": "echo", "addon": "echo", "state": "running"},
            ]
            counts = {"message": "pcm_frame", "sent": 5, "queued": 0, "dropped": 0, "queued_ms": 0}
            assert told["edges"] == [
                {"source": "ws", "target": "echo", **counts},
                {"source": "echo", "target": "ws", **counts},
            ]
            assert "known" not in json.dumps(told)


@pytest.mark.parametrize(
    "path", ["/api/graphs", "/api/graphs/x", "/api/sessions", "/api/sessions/x", "/list", "/graphs"]
)
async def test_who_does_not_know_the_token_reads_nothing(path: str):
    async with with_library(echo_graph(token="known")) as (app, library):
        status, _ = await ask(app, path)
        assert status == 401
        assert library.looks == 0
        assert (await ask(app, path, Authorization="Bearer known"))[0] != 401


START = {"request_id": "r", "channel_name": "c1", "graph_name": "echo", "timeout": -1}


async def test_tens_frontend_starts_an_agent_talks_to_it_and_stops_it():
    async with with_library(conversation_graph(ws={"token": "known"})) as (app, _):
        known = {"Authorization": "Bearer known"}
        body = START | {"properties": {"ws": {"port": 0}}}
        ok = (200, {"code": "0", "msg": "ok", "data": None})
        assert await ask(app, "/api/agents/start", method="POST", body=body, **known) == ok
        _, told = await ask(app, "/api/agents/list", **known)
        url = told["data"][0]["urls"]["ws"]
        assert url != app.urls["ws"]
        async with Client(url, additional_headers=known) as client:  # it is guarded like the app
            await client.say(sound(20))
            await client.until(lambda reply: reply["type"] == "audio")
        channel = {"channel_name": "c1"}
        assert await ask(app, "/api/agents/ping", method="POST", body=channel, **known) == ok
        assert await ask(app, "/api/agents/stop", method="POST", body=channel, **known) == ok


async def test_a_foreign_page_starts_nothing():
    async with with_library(echo_graph()) as (app, _):
        foreign = {"Origin": "https://evil.example"}
        status, _ = await ask(app, "/api/agents/start", method="POST", body=START, **foreign)
        assert status == 403
        rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
        status, _ = await ask(app, "/api/agents/start", method="POST", body=START, **rebound)
        assert status == 421
        assert app.agents is not None
        assert app.agents.running == {}
