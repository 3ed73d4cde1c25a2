"""The server that plays OpenAI, over a plain socket: what a test may rely on."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from ten_lite.testing.providers.openai import (
    Answer,
    FakeOpenai,
    Fault,
    Refusal,
    tool_call_deltas,
)

CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
USER = {"role": "user", "content": "hello"}
CALLS = {"role": "assistant", "content": None, "tool_calls": [CALL]}
RESULT = {"role": "tool", "tool_call_id": "c1", "content": "found"}


async def post(
    server: FakeOpenai, body: dict[str, Any] | None = None, *, key: str = "test-key"
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(server.base_url).port)
    data = json.dumps({"model": "m", "messages": [USER], "stream": True, **(body or {})}).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer {key}\r\n"
    writer.write(f"{head}content-length: {len(data)}\r\n\r\n".encode() + data)
    return reader, writer


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


async def status(server: FakeOpenai, body: dict[str, Any] | None = None, **options: Any) -> int:
    reader, writer = await post(server, body, **options)
    line = await reader.readline()
    await close(writer)
    return int(line.split()[1])


async def events(server: FakeOpenai, body: dict[str, Any] | None = None) -> list[Any]:
    """The data of each event, [DONE] as None."""
    reader, writer = await post(server, body)
    text = (await reader.readuntil(b"0\r\n\r\n")).decode()
    await close(writer)
    found = [line.removeprefix("data: ") for line in text.split("\n") if line.startswith("data: ")]
    return [None if data == "[DONE]" else json.loads(data) for data in found]


async def test_an_answer_is_role_words_finish_usage_and_done():
    async with FakeOpenai() as server:
        server.script(Answer(["Hi", " you"]))
        found = await events(server, {"stream_options": {"include_usage": True}})
        *chunks, usage, done = found
        assert [chunk["choices"][0]["delta"].get("content") for chunk in chunks] == [
            "",
            "Hi",
            " you",
            None,
        ]
        assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
        assert usage["choices"] == []
        assert usage["usage"]["total_tokens"] == 18
        assert done is None
        (request,) = server.requests
        assert request.body["model"] == "m"
        assert not request.closed_early


async def test_usage_is_sent_only_to_who_asks():
    async with FakeOpenai() as server:
        assert all("usage" not in (event or {}) for event in await events(server))


def test_fragments_of_calls_take_turns_and_join_to_their_arguments():
    deltas = tool_call_deltas(("a", "f", "12345"), ("b", "g", "67"), pieces=2)
    parts = [delta["tool_calls"][0] for delta in deltas]
    assert [part["index"] for part in parts] == [0, 1] * 3
    for index, arguments in ((0, "12345"), (1, "67")):
        bits = [part["function"]["arguments"] for part in parts if part["index"] == index]
        assert "".join(bits) == arguments


@pytest.mark.parametrize(
    ("messages", "wanted"),
    [
        ([USER, CALLS, RESULT], 200),
        ([USER, CALLS, RESULT, USER], 200),
        ([USER, CALLS], 400),
        ([USER, CALLS, USER, RESULT], 400),
        ([USER, RESULT], 400),
        ([USER, CALLS, RESULT, RESULT], 400),
    ],
)
async def test_a_history_with_torn_calls_is_refused(messages: list[Any], wanted: int):
    async with FakeOpenai() as server:
        assert await status(server, {"messages": messages}) == wanted


async def test_keys_models_and_scripts_are_refused_with_their_status():
    async with FakeOpenai(models=["m"]) as server:
        server.script(Refusal(429, headers={"retry-after": "1"}))
        assert await status(server, key="other") == 401
        assert await status(server, {"model": "x"}) == 404
        assert await status(server, {"stream": False}) == 400
        assert await status(server) == 429
        assert await status(server) == 200


@pytest.mark.parametrize("answer", [Fault.STALL, Answer(["a", Fault.STALL]), Answer(["a", 9.0])])
async def test_a_client_that_goes_away_is_noticed(answer: Any):
    async with FakeOpenai() as server:
        server.script(answer)
        _, writer = await post(server)
        await asyncio.sleep(1)
        assert not server.requests[0].ended.is_set()
        await close(writer)
        await asyncio.wait_for(server.requests[0].ended.wait(), 1)
        assert server.requests[0].closed_early


async def test_a_broken_connection_is_the_servers_doing_and_not_the_clients():
    async with FakeOpenai() as server:
        server.script(Fault.DISCONNECT)
        reader, writer = await post(server)
        assert await reader.read() == b""
        await close(writer)
        assert not server.requests[0].closed_early


async def test_the_end_of_the_test_ends_what_still_runs():
    async with FakeOpenai() as server:
        server.script(Fault.STALL)
        _, writer = await post(server)
        await asyncio.sleep(1)
    await close(writer)
