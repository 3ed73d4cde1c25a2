from __future__ import annotations

import asyncio
import socket as sockets
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from ten_lite.errors import ProviderError
from ten_lite.kinds.provider_socket import ProviderSocket, open_socket


def refusal(status: int, said: str) -> ProviderError:
    return ProviderError(f"no: {status} {said}", retryable=False, vendor="v")


async def connected(port: int, **options: float) -> ProviderSocket:
    return await open_socket(
        f"ws://127.0.0.1:{port}/x",
        {"Authorization": "key"},
        label="The provider",
        vendor="v",
        timeout_s=options.get("timeout_s", 2),
        refusal=refusal,
    )


def port_of(server: object) -> int:
    port: int = server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    return port


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def test_messages_go_and_come_until_it_is_closed_with_a_goodbye():
    arrived: list[str | bytes] = []

    async def answer(connection: ServerConnection) -> None:
        async for message in connection:
            arrived.append(message)
            if message != "bye":
                await connection.send(message)

    async with serve(answer, "127.0.0.1", 0) as server:
        socket = await connected(port_of(server))
        await socket.send("a")
        await socket.send(b"b")
        received = socket.messages()
        assert [await anext(received), await anext(received)] == ["a", b"b"]
        await socket.close("bye")
        assert [message async for message in received] == []
        assert socket.close_code == 1000
    assert arrived == ["a", b"b", "bye"]


async def test_a_refusal_is_made_of_the_status_and_the_body():
    def refuse(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(HTTPStatus.FORBIDDEN, "go away")

    async with serve(echo, "127.0.0.1", 0, process_request=refuse) as server:
        with pytest.raises(ProviderError, match="no: 403 go away"):
            await connected(port_of(server))


async def test_nobody_there_and_nobody_answering_are_retryable():
    with sockets.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        port = mute.getsockname()[1]
        with pytest.raises(ProviderError, match="The provider cannot be reached") as refused:
            await connected(port)
        mute.listen()
        with pytest.raises(ProviderError, match="TimeoutError") as late:
            await connected(port, timeout_s=1)
    assert refused.value.retryable
    assert late.value.retryable


async def test_a_lost_connection_ends_the_messages_and_fails_what_is_sent():
    async def cut(connection: ServerConnection) -> None:
        await connection.close(1011, "overloaded")

    async with serve(cut, "127.0.0.1", 0) as server:
        socket = await connected(port_of(server))
        assert [message async for message in socket.messages()] == []
        with pytest.raises(ProviderError, match="1011: overloaded") as lost:
            await socket.send("a")
        assert lost.value.retryable
        await socket.close()


async def test_giving_up_tells_the_reason_at_once():
    async with serve(echo, "127.0.0.1", 0) as server:
        socket = await connected(port_of(server))
        socket.give_up("no answer for 5 s")
        assert [message async for message in socket.messages()] == []
        assert "no answer for 5 s" in str(socket.lost())
        await socket.close()


async def hang(connection: ServerConnection) -> None:
    connection.transport.pause_reading()
    await connection.wait_closed()


async def test_a_provider_that_does_not_read_is_left_in_half_a_second():
    async with serve(hang, "127.0.0.1", 0, ping_interval=None) as server:
        socket = await connected(port_of(server))
        began_s = asyncio.get_running_loop().time()
        await socket.close("bye")
        assert asyncio.get_running_loop().time() - began_s <= 0.5


async def test_a_message_that_is_not_taken_for_10_s_is_the_end_of_the_connection():
    async with serve(hang, "127.0.0.1", 0, ping_interval=None) as server:
        socket = await connected(port_of(server))
        began_s = asyncio.get_running_loop().time()
        with pytest.raises(ProviderError, match="nothing was taken for 10 s") as lost:
            await socket.send(bytes(2**25))  # more than the buffers of both sides hold
        assert lost.value.retryable
        assert asyncio.get_running_loop().time() - began_s <= 10.5
        await socket.close()
