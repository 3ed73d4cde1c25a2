"""What a client asks of a graph that has no connection for it is answered, once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect

from ten_lite.messages import PcmFrame, PlaybackPosition, TextData

from .kit import (
    SPECS,
    Client,
    audio_message,
    conversation_graph,
    graph_of,
    port_of,
    serving,
    sound,
    text_message,
)

DEAF = graph_of(
    {"ws": (SPECS["websocket_server"], {"port": 0}), "echo": (SPECS["echo"], {})},
    [("echo", "ws", PcmFrame)],
)
"""A graph that takes nothing of a client."""

CONFIG = json.dumps({"type": "data", "name": "config", "data": {"voice": "anna"}})
INTERRUPT = json.dumps({"type": "cmd", "name": "interrupt"})


@pytest.mark.parametrize(
    ("wire", "what"),
    [
        (audio_message(sound(20)), "sound: it has no connection for pcm_frame (audio_frame)"),
        (text_message("hi"), "text: it has no connection for text_data (data)"),
        (CONFIG, "changes of its language, voice or prompt: it has no connection for config"),
        (INTERRUPT, "interruptions: it has no connection for interrupt (data)"),
    ],
    ids=["sound", "text", "config", "interrupt"],
)
async def test_each_kind_is_refused_once(wire: str, what: str):
    async with serving(DEAF) as app, Client(app) as client:
        for _ in range(5):
            await client.socket.send(wire)
        await client.until(lambda reply: reply["type"] == "error")
        await asyncio.sleep(0.2)
        (error,) = [reply for reply in client.got if reply["type"] == "error"]
        assert error["code"] == "not_connected"
        assert error["error"].startswith(f"This graph takes no {what}")
        assert error["error"].endswith('from "ws" to a node that takes it')


async def test_kinds_are_refused_one_by_one():
    async with serving(DEAF) as app, Client(app) as client:
        for wire in (text_message("hi"), CONFIG):
            await client.socket.send(wire)
        await client.until(lambda reply: len(client.errors()) == 2)


async def test_hints_and_silence_are_missed_by_nobody():
    position = PlaybackPosition("r1", 20)
    data = {"request_id": position.request_id, "played_ms": position.played_ms}
    hint = json.dumps({"type": "data", "name": position.name, "data": data})
    async with serving(DEAF) as app, Client(app) as client:
        await client.socket.send(hint)
        await client.socket.send(audio_message(bytes(640)))
        await asyncio.sleep(0.2)
        assert client.errors() == []


async def test_a_flood_of_mistakes_does_not_hide_it():
    async with serving(DEAF) as app, Client(app) as client:
        for _ in range(20):
            await client.socket.send("{}")
        await client.socket.send(text_message("hi"))
        await client.until(lambda reply: reply.get("code") == "not_connected")


async def test_it_is_said_once_though_the_node_is_restarted():
    async with serving(DEAF) as app, Client(app) as client:
        await client.type("hi")
        await client.until(lambda reply: reply["type"] == "error")
        node = app.sessions["s1"].nodes["ws"]
        node.failed(RuntimeError("a defect"))
        await asyncio.sleep(0.5)
        await client.type("hi")
        await asyncio.sleep(0.2)
        codes = [reply.get("code") for reply in client.got if reply["type"] == "error"]
        assert codes.count("not_connected") == 1


async def test_what_is_connected_is_not_refused():
    async with serving(conversation_graph()) as app, Client(app) as client:
        await client.type("hi")
        await client.until(lambda reply: reply["type"] == "data")
        assert client.errors() == []
    assert TextData in {edge.message for edge in conversation_graph().edges}


async def realtime(events: list[dict[str, Any]], until: str) -> list[dict[str, Any]]:
    """What a client at /v1/realtime of the deaf graph gets for ``events``."""
    got: list[dict[str, Any]] = []
    async with serving(DEAF) as app:
        url = f"ws://127.0.0.1:{port_of(app)}/v1/realtime"
        async with connect(url, proxy=None) as socket, asyncio.timeout(10):
            for event in events:
                await socket.send(json.dumps(event))
            while not got or got[-1]["type"] != until:
                got.append(json.loads(await socket.recv()))
    return got


async def test_a_realtime_client_is_told_of_its_tools():
    tools = [{"type": "function", "name": name} for name in ("one", "two")]
    session = {"type": "realtime", "tools": tools}
    got = await realtime([{"type": "session.update", "session": session}], "session.updated")
    (error,) = [event["error"] for event in got if event["type"] == "error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "not_connected")
    assert "tools of clients" in error["message"]


async def test_a_response_to_what_the_graph_does_not_take_has_failed():
    content = [{"type": "input_text", "text": "hi"}]
    item = {"type": "message", "role": "user", "content": content}
    events = [{"type": "conversation.item.create", "item": item}, {"type": "response.create"}]
    got = await realtime(events, "response.done")
    assert [event["type"] for event in got[-3:]] == ["response.created", "error", "response.done"]
    assert got[-1]["response"]["status"] == "failed"
