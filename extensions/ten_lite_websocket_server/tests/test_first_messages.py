from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any

import pytest
from websockets.asyncio.client import connect

from ten_lite.wire.codec import Wire
from ten_lite_websocket_server.first_messages import read_token

from .kit import Client, echo_graph, eventually, serving

CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
START = {
    "event": "start",
    "start": {
        "streamSid": "MZ1",
        "customParameters": {"token": "open sesame"},
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
    },
}


class Queue:
    def __init__(self, *wires: Wire) -> None:
        self.wires = deque(wires)

    async def recv(self) -> Wire:
        return self.wires.popleft()

    async def send(self, message: Wire) -> None:
        raise AssertionError

    async def close(self, code: int = 1000, reason: str = "") -> None:
        raise AssertionError


def of_letters(wire: Wire) -> str | None:
    return str(wire) if str(wire).isalpha() else None


async def test_the_token_is_found_and_nothing_is_lost():
    socket, token = await read_token(Queue("1", "2", "abc", "3"), of_letters)
    assert token == "abc"
    assert [await socket.recv() for _ in range(4)] == ["1", "2", "abc", "3"]


async def test_who_does_not_show_it_in_the_first_messages_has_none():
    queue = Queue("1", "2", "3", "4", "abc")
    socket, token = await read_token(queue, of_letters)
    assert token == ""
    assert len(queue.wires) == 1
    assert await socket.recv() == "1"


@pytest.mark.parametrize("start", [START, {**START, "start": {"streamSid": "MZ1"}}, CONNECTED])
async def test_a_call_comes_in_with_the_token_in_its_parameters(start: dict[str, Any]):
    async with serving(echo_graph(token="open sesame", sample_rate_hz=8000)) as app:
        url = app.urls["ws"].replace("/ws", "/twilio")
        socket = await connect(url, proxy=None)
        await socket.send(json.dumps(CONNECTED))
        await socket.send(json.dumps(start))
        if start is START:
            media = {"event": "media", "media": {"track": "inbound", "payload": "/////w=="}}
            await socket.send(json.dumps(media))
            await eventually(lambda: app.session_count == 1, timeout_s=1)
            await socket.send(json.dumps({"event": "stop"}))
            await socket.wait_closed()
            assert socket.close_code == 1000
        else:
            await socket.wait_closed()
            assert socket.close_code in (4401, 1008)
            assert "ten_lite_sessions_total 1" not in app.meters.page()


async def test_a_call_that_says_nothing_is_dropped():
    async with serving(echo_graph(token="open sesame")) as app:
        socket = await connect(app.urls["ws"].replace("/ws", "/plivo"), proxy=None)
        async with asyncio.timeout(11):
            await socket.wait_closed()
        assert socket.close_code == 1008


async def test_whoever_has_the_token_in_a_header_needs_none_in_a_message():
    async with serving(echo_graph(token="open sesame")) as app:
        url = app.urls["ws"].replace("/ws", "/voice")
        options = {"additional_headers": {"Authorization": "Bearer open sesame"}}
        async with Client(url, **options) as client:
            await client.until(lambda reply: reply["type"] == "ready")
