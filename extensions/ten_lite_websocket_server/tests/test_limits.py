from __future__ import annotations

import asyncio
import contextlib
import logging
import socket

import pytest
from websockets.exceptions import InvalidStatus

from ten_lite.errors import TenLiteError
from ten_lite.runtime import App
from ten_lite_websocket_server.tests.kit import (
    Client,
    MuteClient,
    audio_message,
    audio_of,
    echo_graph,
    eventually,
    port_of,
    serving,
    sound,
)

ONLY_ONE = {"type": "error", "error": "Connection rejected: only one connection allowed"}


async def answers(client: Client, sample: int) -> bool:
    """Whether sound that this client sends comes back to it."""
    seen = len(client.got)
    await client.socket.send(audio_message(sound(20, sample)))
    index = await client.until(lambda reply: reply["type"] == "audio", after=seen)
    return audio_of(client.got[index]) == sound(20, sample)


async def test_with_one_session_the_second_client_gets_the_exact_error_and_1008():
    async with serving(echo_graph(max_sessions=1)) as app, Client(app) as first:
        async with Client(app) as second:
            assert (await second.closed(timeout_s=0.1))[0] == 1008
            assert second.got == [ONLY_ONE]
        assert await answers(first, 7)
        assert app.session_count == 1


@pytest.mark.parametrize("limit", [2, 3])
async def test_with_more_sessions_the_surplus_client_gets_an_error_and_1013(limit: int):
    async with serving(echo_graph(max_sessions=limit)) as app, contextlib.AsyncExitStack() as all:
        clients = [await all.enter_async_context(Client(app)) for _ in range(limit)]
        async with Client(app) as surplus:
            assert (await surplus.closed(timeout_s=0.1))[0] == 1013
            assert surplus.errors() == [f"the server is full ({limit} sessions); try later"]
        for sample, client in enumerate(clients, 1):
            assert await answers(client, sample)


async def test_the_slot_is_free_100_ms_after_a_close_and_500_ms_after_a_reset():
    async with serving(echo_graph(max_sessions=1)) as app:
        async with Client(app):
            pass
        await eventually(lambda: app.session_count == 0, timeout_s=0.1)
        async with Client(app) as killed:
            killed.abort()
            await eventually(lambda: app.session_count == 0, timeout_s=0.5)
        async with Client(app) as client:
            assert await answers(client, 9)


async def test_a_surplus_client_that_vanishes_at_once_leaves_no_traceback(
    caplog: pytest.LogCaptureFixture,
):
    async with serving(echo_graph(max_sessions=1)) as app, Client(app) as first:
        for _ in range(5):
            async with Client(app) as surplus:
                surplus.abort()
        await asyncio.sleep(2)
        assert await answers(first, 5)
    assert [r for r in caplog.records if r.exc_info or r.levelno >= logging.ERROR] == []


async def test_a_message_over_256_kib_closes_with_1009_and_one_of_256_kib_is_taken():
    async with serving(echo_graph()) as app:
        async with Client(app) as client:
            await client.socket.send(sound(1000))
            await client.until(lambda reply: reply["type"] == "audio")
            await client.socket.send(b"\1\0" * (262_144 // 2))
            await client.until(lambda _: len(client.got) == 2)
            await client.socket.send(b"\1\0" * (262_144 // 2 + 1))
            assert (await client.closed())[0] == 1009
        await eventually(lambda: app.session_count == 0, timeout_s=2)
        async with Client(app) as client:
            text = audio_message(bytes(200_000))
            assert len(text) > 262_144
            await client.socket.send(text)
            assert (await client.closed())[0] == 1009
        async with Client(app) as client:  # in pieces, each of them small
            await client.socket.send(bytes(1000) for _ in range(300))
            assert (await client.closed())[0] == 1009
        async with Client(app) as client:
            assert await answers(client, 1)


async def test_compression_is_refused_so_that_no_bomb_can_be_sent():
    async with serving(echo_graph()) as app, Client(app, compression="deflate") as client:
        assert client.socket.protocol.extensions == []
        assert await answers(client, 1)


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://app.example.evil.example",
        "http://app.example",
        "https://app.example:8443",
        "https://xapp.example",
        "null",
        "",
        "file://",
        "http://localhost",
    ],
)
async def test_a_page_of_a_foreign_origin_is_refused_before_any_session(origin: str):
    async with serving(echo_graph(allowed_origins=["https://app.example"])) as app:
        with pytest.raises(InvalidStatus) as refused:
            async with Client(app, origin=origin):
                pass
        assert refused.value.response.status_code == 403
        assert app.session_count == 0
        async with Client(app, origin="https://app.example") as client:
            assert await answers(client, 1)


async def test_programs_without_an_origin_may_connect_and_no_page_by_default():
    async with serving(echo_graph()) as app:
        with pytest.raises(InvalidStatus):
            async with Client(app, origin="https://app.example"):
                pass
        async with Client(app) as client:
            assert await answers(client, 1)


async def test_a_port_in_use_is_told_in_one_line_with_the_port_and_the_cure():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        app = App(echo_graph(port=port))
        with pytest.raises(TenLiteError) as failure:
            await app.start()
    text = str(failure.value)
    assert "\n" not in text
    assert str(port) in text
    assert "--port" in text
    assert app.session_count == 0


async def test_an_address_of_another_machine_is_told_in_one_line():
    app = App(echo_graph(host="203.0.113.1", token="known"))
    with pytest.raises(TenLiteError, match=r"cannot listen on 203\.0\.113\.1:0: .+") as failure:
        await app.start()
    assert "\n" not in str(failure.value)


async def test_the_same_port_can_be_used_again_at_once():
    async with serving(echo_graph()) as app, Client(app) as client:
        assert await answers(client, 1)
        port = port_of(app)
    async with serving(echo_graph(port=port)) as app, Client(app) as client:
        assert port_of(app) == port
        assert await answers(client, 2)


async def test_fifty_slow_handshakes_are_cut_in_10_s_and_an_honest_client_gets_in_meanwhile():
    async with serving(echo_graph()) as app:
        slow = [await asyncio.open_connection("127.0.0.1", port_of(app)) for _ in range(50)]
        for _, writer in slow:
            writer.write(b"GET /ws HTTP/1.1\r\nHost: x\r\n")
        began_s = asyncio.get_running_loop().time()
        async with Client(app) as client:
            assert await answers(client, 1)
        assert asyncio.get_running_loop().time() - began_s < 0.1
        async with asyncio.timeout(10.5):
            for reader, writer in slow:
                await reader.read()
                writer.close()
        for _, writer in slow:
            await writer.wait_closed()


async def test_a_connection_to_spare_may_be_used_after_ten_seconds_and_is_cut_after_fifteen():
    async with serving(echo_graph()) as app:
        used, unused = [await asyncio.open_connection("127.0.0.1", port_of(app)) for _ in range(2)]
        await asyncio.sleep(11)
        used[1].write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert (await used[0].read()).startswith(b"HTTP/1.1 200")
        async with asyncio.timeout(4.5):
            with contextlib.suppress(ConnectionResetError):
                assert await unused[0].read() == b""
        for _, writer in (used, unused):
            writer.close()
            with contextlib.suppress(ConnectionResetError):
                await writer.wait_closed()


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
        b"HELLO\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000,
    ],
    ids=["tls", "not http", "giant header"],
)
async def test_what_is_not_http_is_cut_off_without_a_traceback(
    request_: bytes, caplog: pytest.LogCaptureFixture
):
    async with serving(echo_graph()) as app:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(app))
        writer.write(request_)
        writer.write_eof()
        async with asyncio.timeout(11):
            await reader.read()
        writer.close()
        await writer.wait_closed()
        async with Client(app) as client:
            assert await answers(client, 1)
    assert [r for r in caplog.records if r.exc_info or r.levelno >= logging.ERROR] == []


async def test_a_flood_of_tiny_messages_leaves_the_loop_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
):
    from ten_lite.wire import ten

    decoded = longest = 0
    decode = ten.decode

    def counting(*args, **options):
        nonlocal decoded
        decoded += 1
        return decode(*args, **options)

    monkeypatch.setattr(ten, "decode", counting)

    async def tick() -> None:
        nonlocal decoded, longest
        while True:
            decoded = 0
            await asyncio.sleep(0)
            longest = max(longest, decoded)

    async with serving(echo_graph()) as app, MuteClient(app) as flood:
        ticker = asyncio.create_task(tick())
        loop = asyncio.get_running_loop()
        frame = b"\x81\x82\0\0\0\0{}"
        await loop.sock_sendall(flood.raw, frame * 20_000)
        for _ in range(2_000):
            await asyncio.sleep(0)
        ticker.cancel()
        await asyncio.wait([ticker])
        assert 0 < longest <= 64


async def test_a_session_that_has_lasted_as_long_as_it_may_is_closed_with_a_word():
    async with serving(echo_graph(max_session_s=100)) as app, Client(app) as client:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        assert await client.closed(timeout_s=200) == (
            1008,
            "the session has lasted 100 s, which is as long as it may",
        )
        assert 100 <= loop.time() - began_s <= 101
        assert client.errors() == ["the session has lasted 100 s, which is as long as it may"]


@pytest.mark.parametrize(
    ("limits", "count", "piece_ms", "least_s"),
    [
        ({"max_sound_rate": 2}, 100, 500, 14),  # 50 s of sound, 20 of them at once
        ({"max_messages_per_s": 10}, 200, 0, 9),  # 100 of them at once
        ({}, 200, 500, 0),
    ],
    ids=["sound", "messages", "default"],
)
async def test_who_sends_too_much_is_read_more_slowly_and_nothing_is_lost(
    limits: dict[str, float], count: int, piece_ms: int, least_s: float
):
    graph = echo_graph(outbox_s=1000, ping_timeout_s=1000, **limits)
    async with serving(graph) as app, Client(app) as client:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for n in range(count):
            await client.socket.send(audio_message(sound(piece_ms, n) or n.to_bytes(2, "little")))
        last = await client.until(lambda reply: audio_of(reply)[0] == count - 1, timeout_s=1000)
        assert last == count - 1
        assert least_s <= loop.time() - began_s <= least_s + 1
