from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from ten_lite.cli.connection import TOKEN_VARIABLE, open_socket
from ten_lite.errors import TenLiteError


@asynccontextmanager
async def locked(status: HTTPStatus = HTTPStatus.UNAUTHORIZED) -> AsyncIterator[str]:
    """The address of a server that lets in who shows "sesame"."""

    def check(socket: ServerConnection, request: Request) -> Response | None:
        if request.headers.get("Authorization") == "Bearer sesame":
            return None
        return socket.respond(status, "no\n")

    async def quiet(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with serve(quiet, "127.0.0.1", 0, process_request=check) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws"


async def test_the_token_of_the_environment_opens_the_door(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(TOKEN_VARIABLE, "sesame")
    async with locked() as url:
        await (await open_socket(url)).close()


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("", "asks for its token, in the environment variable TEN_LITE_TOKEN"),
        ("wrong", "asks for another token than that in the environment variable TEN_LITE_TOKEN"),
    ],
)
async def test_a_server_that_asks_for_a_token_is_told_of_as_such(
    monkeypatch: pytest.MonkeyPatch, token: str, told: str
):
    monkeypatch.setenv(TOKEN_VARIABLE, token)
    async with locked() as url:
        with pytest.raises(TenLiteError, match=told):
            await open_socket(url)


async def test_another_refusal_is_told_as_it_is():
    async with locked(HTTPStatus.NOT_FOUND) as url:
        with pytest.raises(TenLiteError, match=r"cannot connect .* HTTP 404"):
            await open_socket(url)
