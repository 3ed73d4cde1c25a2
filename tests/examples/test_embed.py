"""The example with FastAPI does what its page says."""

from __future__ import annotations

import asyncio
import json

import pytest
import uvicorn
from websockets.asyncio.client import connect

from .kit import ROOT, script


async def test_a_question_is_answered_below_voice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TEN_LITE_GRAPH", "voice_assistant_fake")
    monkeypatch.chdir(ROOT)
    example = script("embed/app.py")
    server = uvicorn.Server(uvicorn.Config(example.app, port=0, log_config=None))
    serving = asyncio.create_task(server._serve())
    await asyncio.sleep(1)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with connect(f"ws://127.0.0.1:{port}/voice/ws", proxy=None) as client:
        text = {"type": "data", "name": "text_data", "data": {"text": "hello"}}
        await client.send(json.dumps(text))
        while json.loads(await client.recv())["type"] != "audio":
            pass
        assert await example.home() == {"talking": 1}
    server.should_exit = True
    await serving
    assert await example.home() == {"talking": 0}
