"""The requests that TEN's frontend sends, and what it is answered."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any

import pytest

from ten_lite.config.library import Properties
from ten_lite.errors import TenLiteError
from ten_lite.runtime import App
from ten_lite.runtime.agents import Agents
from ten_lite_websocket_server.catalogue import Catalogue, Offer
from ten_lite_websocket_server.control_api import add_control_api
from ten_lite_websocket_server.http import Request, Router

from .kit import conversation_graph

START = {
    "request_id": "r1",
    "channel_name": "websocket-1",
    "user_uid": 176573,
    "graph_name": "voice_assistant",
    "properties": {"websocket_server": {"port": 0}},
    "timeout": -1,
}


class Offers(Catalogue):
    def __init__(self) -> None:
        pass

    async def offers(self) -> list[Offer]:
        return [Offer("voice_assistant", ""), Offer("echo", "")]


class Server:
    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.agents = Agents(self._make, most=2)
        self.router = Router()
        add_control_api(self.router, self.agents, Offers(), may_set=("port", "greeting"))

    async def _make(self, name: str, properties: Properties) -> App:
        self.asked.append((name, properties))
        if name != "voice_assistant":
            raise TenLiteError(f'there is no graph "{name}"')
        return App(conversation_graph(ws=properties.get("websocket_server")))

    async def ask(
        self, method: str, path: str, body: Any = None, *, content_type: str = "application/json"
    ) -> tuple[int, dict[str, Any]]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(method, path, headers={"content-type": content_type}, body=raw)
        response = await self.router.answer(request)
        return int(response.status), json.loads(response.body)


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        await server.agents.stop_all()


OK = (200, {"code": "0", "msg": "ok", "data": None})


@pytest.mark.parametrize("folder", ["", "/api/agents"])
async def test_an_agent_is_started_pinged_listed_and_stopped(folder: str):
    async with serving() as server:
        channel = {"request_id": "r2", "channel_name": "websocket-1"}
        assert await server.ask("POST", f"{folder}/start", START) == OK
        assert server.asked == [("voice_assistant", {"websocket_server": {"port": 0}})]
        assert await server.ask("POST", f"{folder}/ping", channel) == OK
        _, told = await server.ask("GET", f"{folder}/list")
        (agent,) = told["data"]
        assert agent["channelName"] == "websocket-1"
        assert agent["urls"]["ws"].startswith("ws://127.0.0.1:")
        assert await server.ask("POST", f"{folder}/stop", channel) == OK
        assert (await server.ask("GET", f"{folder}/list"))[1]["data"] == []


async def test_the_graphs_are_listed_in_tens_form():
    async with serving() as server:
        _, told = await server.ask("GET", "/graphs")
        assert told["data"] == [
            {"name": "voice_assistant", "graph_id": "voice_assistant", "auto_start": False},
            {"name": "echo", "graph_id": "echo", "auto_start": False},
        ]
        assert await server.ask("GET", "/health") == OK


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "word"),
    [
        ("/start", b"{", 400, "10000", "not a JSON object"),
        ("/start", b'{"channel_name":"\xff"}', 400, "10000", "not a JSON object in UTF-8"),
        ("/start", START | {"properties": {"\ud800": {"x": 1}}}, 400, "10000", "lone surrogate"),
        ("/start", [], 400, "10000", "expected an object, got an array"),
        ("/start", {"channel_name": "a"}, 400, "10000", "graph_name: Field required"),
        ("/start", START | {"properties": {"x": 1}}, 400, "10000", "properties.x"),
        ("/start", START | {"timeout": "soon"}, 400, "10000", "timeout"),
        ("/start", START | {"channel_name": "../a"}, 400, "10000", "without slashes"),
        ("/start", START | {"channel_name": ""}, 400, "10000", "1 to 100 characters"),
        ("/start", START | {"graph_name": "x"}, 500, "10101", 'there is no graph "x"'),
        ("/stop", {"channel_name": "b"}, 400, "10002", 'no agent "b"'),
        ("/ping", {"channel_name": "b"}, 400, "10002", 'no agent "b"'),
    ],
)
async def test_what_is_wrong_is_told_with_tens_code(
    path: str, body: Any, status: int, code: str, word: str
):
    async with serving() as server:
        told, answer = await server.ask("POST", path, body)
        assert (told, answer["code"], answer["data"]) == (status, code, None)
        assert word in answer["msg"]


async def test_a_second_one_of_a_name_and_one_too_many_are_refused():
    async with serving() as server:
        await server.ask("POST", "/start", START)
        assert (await server.ask("POST", "/start", START))[1]["code"] == "10003"
        await server.ask("POST", "/start", START | {"channel_name": "b"})
        status, told = await server.ask("POST", "/start", START | {"channel_name": "c"})
        assert (status, told["code"]) == (HTTPStatus.TOO_MANY_REQUESTS, "10001")


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]
)
async def test_a_body_that_a_foreign_form_could_have_sent_starts_nothing(content_type: str):
    async with serving() as server:
        status, told = await server.ask("POST", "/start", START, content_type=content_type)
        assert (status, told["code"]) == (415, "10000")
        assert server.asked == []


async def test_json_may_name_its_charset():
    async with serving() as server:
        answer = await server.ask(
            "POST", "/start", START, content_type="Application/JSON; charset=utf-8"
        )
        assert answer == OK


@pytest.mark.parametrize(
    ("properties", "word"),
    [
        ({"llm": {"base_url": "http://evil.example"}}, "llm.base_url may not be set"),
        ({"llm": {"params": {"api_key": "x"}}}, "llm.params.api_key may not be set"),
        ({"main_control": {"greeting": "${env:OPENAI_API_KEY}"}}, "no variables"),
        ({"main_control": {"greeting": [{"a": "is ${env:A}"}]}}, "no variables"),
    ],
)
async def test_what_could_do_harm_is_not_set_over_http(properties: dict[str, Any], word: str):
    async with serving() as server:
        status, told = await server.ask("POST", "/start", START | {"properties": properties})
        assert (status, told["code"]) == (400, "10000")
        assert word in told["msg"]
        assert server.asked == []
