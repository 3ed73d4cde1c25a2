"""Foreign pages are told nothing and start nothing; named ones may, and may read the answer."""

from __future__ import annotations

import pytest

from ten_lite_websocket_server.guard import Guard
from ten_lite_websocket_server.http import Request, Response, Router

NAMED = "https://app.example"
HERE = {"host": "127.0.0.1:8765"}


class Server:
    def __init__(self, listening: str = "127.0.0.1", token: str = "") -> None:
        self.started = 0
        self.router = Router(lambda request: request.headers.get("authorization", "") == token)
        self.router.add("POST", "/start", self._start)
        self.router.add("GET", "/public", self._start, is_public=True)
        self.router.wrap(Guard(listening, [NAMED]))

    async def _start(self, request: Request) -> Response:
        self.started += 1
        return Response.text("started")

    async def ask(self, method: str, path: str = "/start", **headers: str) -> Response:
        found = {name.replace("_", "-"): value for name, value in (HERE | headers).items()}
        return await self.router.answer(Request(method, path, headers=found))


@pytest.mark.parametrize("origin", [None, "http://127.0.0.1:8765", NAMED])
async def test_programs_its_own_pages_and_named_ones_may_start(origin: str | None):
    server = Server()
    response = await server.ask("POST", **({"origin": origin} if origin else {}))
    assert (response.status, server.started) == (200, 1)


@pytest.mark.parametrize("method", ["POST", "GET", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("path", ["/start", "/public", "/nothing"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_foreign_pages_may_not(method: str, path: str, origin: str):
    server = Server()
    response = await server.ask(method, path, origin=origin)
    assert (response.status, server.started) == (403, 0)
    assert b'"allowed_origins"' in response.body
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_server_on_loopback_does_not_answer_to_a_strangers_name(method: str):
    server = Server()
    host = "evil.example:8765"
    response = await server.ask(method, "/public", host=host, origin=f"http://{host}")
    assert (response.status, server.started) == (421, 0)
    assert b"allowed_origins" in response.body
    assert (await server.ask(method, "/public", host=host)).status == 421
    assert (await server.ask("GET", "/public", host="app.example")).status == 200


async def test_one_that_others_reach_does():
    response = await Server("0.0.0.0").ask("POST", host="voice.example")
    assert response.status == 200


async def test_a_named_page_may_read_its_answer_and_no_other_may():
    server = Server()
    response = await server.ask("POST", origin=NAMED)
    assert response.headers["Access-Control-Allow-Origin"] == NAMED
    assert response.headers["Vary"] == "Origin"
    own = await server.ask("POST", origin="http://127.0.0.1:8765")
    assert "Access-Control-Allow-Origin" not in own.headers
    assert "Access-Control-Allow-Origin" not in (await server.ask("POST")).headers


async def test_a_named_page_is_told_before_it_asks_without_a_token_which_it_cannot_send_yet():
    server = Server(token="Bearer known")
    response = await server.ask("OPTIONS", origin=NAMED, access_control_request_method="POST")
    assert (response.status, server.started) == (200, 0)
    assert response.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert (await server.ask("POST", origin=NAMED)).status == 401
    known = await server.ask("POST", origin=NAMED, authorization="Bearer known")
    assert (known.status, server.started) == (200, 1)
