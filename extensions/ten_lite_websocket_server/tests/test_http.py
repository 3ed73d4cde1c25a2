"""Plain HTTP through the server's own socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest

from ten_lite.runtime import App

from .kit import Client, conversation_graph, port_of, serving, sound

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Line:
    """A client that writes bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        body = await self.reader.readexactly(int(headers["content-length"]))
        return int(first.split()[1]), headers, body

    async def is_closed(self) -> bool:
        return await self.reader.read() == b""


@contextlib.asynccontextmanager
async def line(app: App) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(app))
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_one_connection_is_good_for_many_requests():
    async with serving(conversation_graph()) as app, line(app) as client:
        for _ in range(3):
            client.writer.write(GET)
            status, _, body = await client.answer()
            assert (status, json.loads(body)) == (200, {"status": "ok", "sessions": 0})


async def test_requests_that_come_at_once_are_answered_in_their_order():
    async with serving(conversation_graph()) as app, line(app) as client:
        client.writer.write(GET + GET.replace(b"healthz", b"nowhere") + GET)
        assert [(await client.answer())[0] for _ in range(3)] == [200, 404, 200]


async def test_a_websocket_and_plain_http_share_the_port():
    async with serving(conversation_graph()) as app, line(app) as client, Client(app) as talker:
        await talker.type("hello")
        client.writer.write(GET)
        assert json.loads((await client.answer())[2])["sessions"] == 1


@pytest.mark.parametrize(
    ("request_", "status", "word"),
    [
        (GET.replace(b"healthz", b"nowhere"), 404, b"not found; there is /healthz"),
        (GET.replace(b"GET", b"DELETE"), 405, b"DELETE is not possible here; GET, HEAD is"),
        (b"nonsense\r\n\r\n", 400, b"this is no request"),
        (b"\x16\x03\x01\x00\x05hello\r\n", 400, b"this is no request"),
    ],
)
async def test_what_is_wrong_is_told_in_words(request_: bytes, status: int, word: bytes):
    async with serving(conversation_graph()) as app, line(app) as client:
        client.writer.write(request_)
        told, headers, body = await client.answer()
        assert told == status
        assert word in body
        assert headers.get("allow") == ("get, head" if status == 405 else None)
        if status == 400:
            assert await client.is_closed()


async def test_a_head_that_comes_a_byte_a_second_is_given_ten():
    async with serving(conversation_graph()) as app, line(app) as client:
        began_s = asyncio.get_running_loop().time()
        with contextlib.suppress(ConnectionError):
            for byte in GET[:-1]:
                client.writer.write(bytes([byte]))
                await client.writer.drain()
                await asyncio.sleep(1)
                if client.reader.at_eof():
                    break
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(10, abs=1.5)


async def test_a_body_that_does_not_come_is_given_ten_seconds_and_a_word():
    async with serving(conversation_graph()) as app, line(app) as client:
        head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
        client.writer.write(head + b"1")
        began_s = asyncio.get_running_loop().time()
        assert (await client.answer())[0] == 408
        assert await client.is_closed()
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(10, abs=0.1)


async def test_who_asks_nothing_more_is_left_after_half_a_minute():
    async with serving(conversation_graph()) as app, line(app) as client:
        client.writer.write(GET)
        await client.answer()
        began_s = asyncio.get_running_loop().time()
        assert await client.is_closed()
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(30, abs=0.1)


async def test_who_has_said_all_is_answered_all_the_same():
    async with serving(conversation_graph()) as app, line(app) as client:
        client.writer.write(GET)
        client.writer.write_eof()
        assert (await client.answer())[0] == 200
        assert await client.is_closed()


async def test_who_leaves_in_mid_request_leaves_nothing():
    async with serving(conversation_graph()) as app:
        for part in (b"", GET[:9], GET):
            async with line(app) as client:
                client.writer.write(part)
                client.writer.transport.abort()


async def test_at_the_end_of_the_server_nobody_is_left():
    async with serving(conversation_graph()) as app, line(app) as client, line(app) as other:
        client.writer.write(GET)
        await client.answer()
        await app.stop()
        with contextlib.suppress(ConnectionError):
            assert await client.is_closed()
        with contextlib.suppress(ConnectionError):
            assert await other.is_closed()


async def test_prometheus_reads_what_was_done():
    graph = conversation_graph(stt={"transcripts": ["good morning"]})
    async with serving(graph) as app, line(app) as client:
        async with Client(app) as talker:
            await talker.say(sound(300) + bytes(32 * 500))
            await talker.until(lambda reply: reply.get("name") == "metrics")
        client.writer.write(GET.replace(b"healthz", b"metrics"))
        status, headers, body = await client.answer()
        assert (status, headers["content-type"]) == (
            200,
            "text/plain; version=0.0.4; charset=utf-8",
        )
        told = body.decode().splitlines()
        assert "ten_lite_sessions_total 1" in told
        assert 'ten_lite_turns_total{interrupted="no"} 1' in told
        of = 'addon="fake_tts",node="tts"'
        assert any(line.startswith(f"ten_lite_node_sound_seconds_total{{{of}}} ") for line in told)


async def test_a_server_that_drains_is_not_ready_any_more():
    async with serving(conversation_graph()) as app, line(app) as client:
        for status, word in ((200, b"ready"), (503, b"draining")):
            client.writer.write(GET.replace(b"healthz", b"readyz"))
            told, _, body = await client.answer()
            assert (told, json.loads(body)["status"]) == (status, word.decode())
            await app.drain(1)
