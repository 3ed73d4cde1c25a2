from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from ten_lite.bench.client import BenchClient, text_frame
from ten_lite.errors import TenLiteError


@asynccontextmanager
async def server(handler: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[str]:
    async with serve(handler, "127.0.0.1", 0, compression=None) as listening:
        yield f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"


def audio(size: int) -> str:
    return json.dumps({"type": "audio", "audio": "A" * size})


@pytest.mark.parametrize("size", [0, 60, 125, 126, 900, 65_535])
async def test_what_is_sent_arrives(size: int) -> None:
    arrived: list[str | bytes] = []

    async def take(socket: ServerConnection) -> None:
        arrived.extend([message async for message in socket])

    async with server(take) as url:
        client = await BenchClient.connect(url)
        client.send(text_frame("é" * (size // 2) + "x" * (size % 2)))
        client.send(text_frame("and on"))
        await client.close()
    assert arrived == ["é" * (size // 2) + "x" * (size % 2), "and on"]


async def test_sound_is_told_from_text_and_the_end_of_an_answer_is_seen() -> None:
    async def talk(socket: ServerConnection) -> None:
        await socket.send(json.dumps({"type": "data", "name": "text_data", "data": {}}))
        await socket.send(audio(40))
        await socket.send('{"type":"audio","audio":"AAAA"}')
        await socket.send(audio(70_000))
        await socket.send(json.dumps({"type": "data", "name": "tts_audio_end", "data": {}}))
        await socket.wait_closed()

    async with server(talk) as url:
        client = await BenchClient.connect(url)
        await client.until(lambda: client.ended == 1, timeout_s=5)
        assert len(client.audio_at_s) == 3
        assert client.audio_at_s == sorted(client.audio_at_s)
        assert client.texts == 2
        await client.close()


async def test_messages_may_arrive_in_pieces_of_any_size() -> None:
    stream = b"HTTP/1.1 101 Switching Protocols\r\nX: y\r\n\r\n"
    for text in (audio(10), audio(300), audio(70_000)):
        size = len(text)
        if size < 126:
            length = bytes((size,))
        elif size < 65_536:
            length = b"\x7e" + size.to_bytes(2, "big")
        else:
            length = b"\x7f" + size.to_bytes(8, "big")
        stream += b"\x81" + length + text.encode()
    for step in (1, 2, 7, 4_096):
        client = BenchClient()
        for start in range(0, len(stream), step):
            client.data_received(stream[start : start + step])
        assert len(client.audio_at_s) == 3


async def test_a_ping_is_answered() -> None:
    answered = asyncio.Event()

    async def ping(socket: ServerConnection) -> None:
        await (await socket.ping())
        answered.set()
        await socket.wait_closed()

    async with server(ping) as url:
        client = await BenchClient.connect(url)
        await asyncio.wait_for(answered.wait(), 5)
        await client.close()


async def test_a_server_that_refuses_is_an_error() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")
        await reader.read()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        with pytest.raises(TenLiteError, match="closed the connection"):
            await BenchClient.connect(f"ws://127.0.0.1:{port}")


async def test_a_server_that_hangs_up_is_an_error() -> None:
    async def leave(socket: ServerConnection) -> None:
        await socket.close()

    async with server(leave) as url:
        client = await BenchClient.connect(url)
        with pytest.raises(TenLiteError, match="closed the connection"):
            await client.until(lambda: False, timeout_s=5)
        await client.close()


async def test_a_server_that_says_nothing_is_an_error() -> None:
    async def wait(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with server(wait) as url:
        client = await BenchClient.connect(url)
        with pytest.raises(TenLiteError, match="said nothing for 3 s"):
            await client.until(lambda: False, timeout_s=3)
        await client.close()


async def test_sound_between_a_flush_and_the_next_answer_is_late() -> None:
    async def talk(socket: ServerConnection) -> None:
        for message in ("audio", "flush", "audio", "audio", "tts_audio_start", "audio"):
            kind = "audio" if message == "audio" else "data"
            await socket.send(f'{{"type":"{kind}","name":"{message}"}}')
        await socket.wait_closed()

    async with server(talk) as url:
        client = await BenchClient.connect(url)
        await client.until(lambda: len(client.audio_at_s) == 4, timeout_s=5)
        assert client.late_frames == 2
        assert client.flushed_at_s == client.text_at_s[:1]
        await client.close()
