from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, ConnectionClosedOK

from ten_lite_websocket_server.asgi_socket import AsgiSocket


class Server:
    """Stands in for an ASGI server."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.told: list[Any] = []
        self.broken: Exception | None = None

    def come(self, **event: Any) -> None:
        self.events.put_nowait({"type": "websocket.receive", **event})

    async def receive(self) -> dict[str, Any]:
        return await self.events.get()

    async def send(self, event: Any) -> None:
        if self.broken is not None:
            raise self.broken
        self.told.append(event)


@asynccontextmanager
async def connected(max_bytes: int = 100) -> AsyncIterator[tuple[Server, AsgiSocket]]:
    server = Server()
    socket = AsgiSocket(server.receive, server.send, max_bytes=max_bytes)
    try:
        yield server, socket
    finally:
        socket.drop()


async def test_text_and_bytes_go_both_ways():
    async with connected() as (server, socket):
        server.come(text="a", bytes=None)
        server.come(bytes=b"b", text=None)
        server.come(text="")
        assert [await socket.recv() for _ in range(3)] == ["a", b"b", ""]
        await socket.send("c")
        await socket.send(b"d")
        assert server.told == [
            {"type": "websocket.send", "text": "c"},
            {"type": "websocket.send", "bytes": b"d"},
        ]


async def test_who_gives_up_waiting_loses_no_message():
    async with connected() as (server, socket):
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1):
                    await socket.recv()
        server.come(text="a")
        server.come(text="b")
        assert [await socket.recv(), await socket.recv()] == ["a", "b"]


@pytest.mark.parametrize(
    ("event", "code", "kind"),
    [
        ({"code": 1000, "reason": "done"}, 1000, ConnectionClosedOK),
        ({"code": 1001}, 1001, ConnectionClosedOK),
        ({"code": 1005}, 1005, ConnectionClosedError),
        ({"code": 4000, "reason": None}, 4000, ConnectionClosedError),
        ({"code": 1006}, None, ConnectionClosedError),
        ({}, None, ConnectionClosedError),
    ],
)
async def test_the_end_is_told_with_the_clients_code(
    event: dict[str, Any], code: int | None, kind: type[ConnectionClosed]
):
    async with connected() as (server, socket):
        server.events.put_nowait({"type": "websocket.disconnect", **event})
        for _ in range(2):
            with pytest.raises(kind) as closed:
                await socket.recv()
            assert (closed.value.rcvd.code if closed.value.rcvd else None) == code
        with pytest.raises(kind):
            await socket.send("too late")
        await socket.close()
        assert server.told == []


@pytest.mark.parametrize("error", [OSError("gone"), RuntimeError("after close")])
async def test_a_client_that_is_gone_when_something_is_sent_is_told_as_such(error: Exception):
    async with connected() as (server, socket):
        server.broken = error
        with pytest.raises(ConnectionClosedError):
            await socket.send("a")
        with pytest.raises(ConnectionClosedError):
            await socket.recv()


async def test_who_waits_is_told_when_somebody_else_closes():
    async with connected() as (server, socket):
        waiting = asyncio.ensure_future(socket.recv())
        await asyncio.sleep(1)
        await socket.close(4409, "elsewhere")
        with pytest.raises(ConnectionClosedError) as closed:
            await waiting
        assert closed.value.rcvd is None  # the client has not said so
        assert closed.value.sent is not None
        assert closed.value.sent.code == 4409
        assert server.told == [{"type": "websocket.close", "code": 4409, "reason": "elsewhere"}]


@pytest.mark.parametrize("message", ["x" * 101, "ä" * 51, b"x" * 101])
async def test_what_is_too_long_closes_the_connection(message: str | bytes):
    async with connected() as (server, socket):
        server.come(**{"text" if isinstance(message, str) else "bytes": message})
        with pytest.raises(ConnectionClosedError):
            await socket.recv()
        assert server.told[0]["code"] == 1009


@pytest.mark.parametrize("message", ["x" * 100, "ä" * 50, b"x" * 100])
async def test_what_is_just_not_too_long_is_taken(message: str | bytes):
    async with connected() as (server, socket):
        server.come(**{"text" if isinstance(message, str) else "bytes": message})
        assert await socket.recv() == message


async def test_a_socket_that_is_dropped_waits_for_nothing_any_more():
    async with connected() as (_, socket):
        waiting = asyncio.ensure_future(socket.recv())
        await asyncio.sleep(1)
        socket.drop()
        with pytest.raises(ConnectionClosed):
            await waiting
