"""Clients that ask for Opus, over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from ten_lite import opus
from ten_lite.opus import OpusDecoder, OpusEncoder
from ten_lite.runtime import App
from ten_lite.wire.opus_stream import OpusIn, OpusOut, Packet
from ten_lite.wire.ten_bin import HEADER, OPUS, SOUND
from ten_lite.wire.ten_client import encode_text

from .kit import conversation_graph, echo_graph, serving, sound


@contextlib.asynccontextmanager
async def talking(app: App) -> AsyncIterator[tuple[ClientConnection, dict[str, Any]]]:
    url = f"{app.urls['ws']}?audio=opus"
    async with connect(
        url, subprotocols=["ten-lite.v1.bin"], compression=None, proxy=None
    ) as socket:
        await socket.send('{"type":"hello"}')
        yield socket, json.loads(await socket.recv())["data"]


async def frames(socket: ClientConnection, until: str) -> list[tuple[int, Packet]]:
    """Those that come before the message ``until``."""
    found = []
    async with asyncio.timeout(20):
        while True:
            wire = await socket.recv()
            if isinstance(wire, bytes):
                kind, flags, trim, *_ = HEADER.unpack_from(wire)
                found.append((kind, Packet(wire[HEADER.size :], flags, trim)))
            elif json.loads(wire).get("name") == until:
                return found


async def test_an_answer_comes_in_packets_and_has_its_length() -> None:
    async with (
        serving(conversation_graph(tts={"word_ms": 333})) as app,
        talking(app) as (socket, ready),
    ):
        assert ready["audio"] == "opus"
        await socket.send(encode_text("hello"))  # answered with "You said: hello."
        stream = OpusIn(OpusDecoder(16_000), 16_000)
        packets = await frames(socket, "tts_audio_end")
        assert {kind for kind, _ in packets} == {OPUS}
        heard = b"".join(stream.feed(packet) for _, packet in packets)
        assert len(heard) == 3 * 333 * 32


async def test_what_is_said_in_packets_is_heard() -> None:
    async with serving(echo_graph()) as app, talking(app) as (socket, _):
        out = OpusOut(OpusEncoder(16_000), 16_000)
        for packet in out.feed(sound(1_000)):
            await socket.send(HEADER.pack(OPUS, packet.flags, packet.trim, 0, 0, 0) + packet.data)
        stream = OpusIn(OpusDecoder(16_000), 16_000)
        heard = 0
        async with asyncio.timeout(10):
            while heard < 950 * 32:  # the rest waits for more
                wire = await socket.recv()
                if isinstance(wire, bytes):
                    _, flags, trim, *_ = HEADER.unpack_from(wire)
                    heard += len(stream.feed(Packet(wire[HEADER.size :], flags, trim)))


async def test_without_opus_on_the_server_it_is_said_and_sound_is_pcm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opus, "find_spec", lambda name: None)
    monkeypatch.setattr(opus, "find_library", lambda name: None)
    opus._library.cache_clear()
    async with serving(conversation_graph()) as app, talking(app) as (socket, ready):
        assert ready["audio"] == "pcm16"
        assert 'pip install "ten-lite[opus]"' in ready["audio_refused"]
        await socket.send(encode_text("hello"))
        packets = await frames(socket, "tts_audio_end")
        assert {kind for kind, _ in packets} == {SOUND}
