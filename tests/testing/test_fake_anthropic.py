"""The server that plays Anthropic, over a plain socket: what a test may rely on."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from ten_lite.testing.providers.anthropic import (
    Answer,
    FakeAnthropic,
    Fault,
    Refusal,
    Thinking,
    ToolUse,
)

USER = {"role": "user", "content": "hello"}
TEXT = {"type": "text", "text": "a"}
USE = {"type": "tool_use", "id": "c1", "name": "f", "input": {}}
CALLS = {"role": "assistant", "content": [USE]}
FOUND = {"type": "tool_result", "tool_use_id": "c1", "content": "found"}
RESULT = {"role": "user", "content": [FOUND]}
TOOL = {"name": "f", "input_schema": {"type": "object"}}
MARK = {"type": "ephemeral"}


async def post(
    server: FakeAnthropic,
    body: dict[str, Any] | None = None,
    *,
    key: str = "test-key",
    version: str = "2026-10-21",
    path: str = "/v1/messages",
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(server.base_url).port)
    whole = {"model": "m", "max_tokens": 9, "messages": [USER], "stream": True, **(body or {})}
    data = json.dumps(whole).encode()
    head = f"POST {path} HTTP/1.1\r\nx-api-key: {key}\r\nanthropic-version: {version}\r\n"
    writer.write(f"{head}content-length: {len(data)}\r\n\r\n".encode() + data)
    return reader, writer


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


async def status(server: FakeAnthropic, body: dict[str, Any] | None = None, **options: Any) -> int:
    reader, writer = await post(server, body, **options)
    line = await reader.readline()
    await close(writer)
    return int(line.split()[1])


async def events(server: FakeAnthropic) -> list[Any]:
    """The data of each event; the event's name is the data's type."""
    reader, writer = await post(server)
    text = (await reader.readuntil(b"0\r\n\r\n")).decode()
    await close(writer)
    lines = text.split("\n")
    found = [json.loads(line.removeprefix("data: ")) for line in lines if line[:6] == "data: "]
    names = [line.removeprefix("event: ") for line in lines if line[:7] == "event: "]
    assert names == [event["type"] for event in found]
    return found


async def test_an_answer_is_blocks_between_start_and_stop():
    async with FakeAnthropic() as server:
        server.script(Answer([Thinking("Hm."), "Hi", " you", ToolUse("c", "f", "{}")]))
        found = await events(server)
        assert [event["type"] for event in found] == [
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ]
        starts = [event for event in found if event["type"] == "content_block_start"]
        assert [event["index"] for event in starts] == [0, 1, 2]
        assert [e["content_block"]["type"] for e in starts] == ["thinking", "text", "tool_use"]
        assert found[-2]["delta"]["stop_reason"] == "tool_use"
        (request,) = server.requests
        assert request.body["model"] == "m"
        assert not request.closed_early


async def test_bits_of_arguments_join_to_the_whole():
    async with FakeAnthropic() as server:
        server.script(Answer([ToolUse("c", "f", '{"a": 12345}', pieces=4)]))
        deltas = [event.get("delta", {}) for event in await events(server)]
        bits = [delta["partial_json"] for delta in deltas if "partial_json" in delta]
        assert "".join(bits) == '{"a": 12345}'
        assert len(bits) == 5
        assert bits[0] == ""


@pytest.mark.parametrize(
    ("messages", "wanted"),
    [
        ([USER, CALLS, RESULT], 200),
        ([USER, CALLS, {"role": "user", "content": [FOUND, TEXT]}], 200),
        ([USER, USER], 200),
        ([USER, CALLS], 400),
        ([USER, CALLS, USER], 400),
        ([USER, CALLS, {"role": "user", "content": [TEXT, FOUND]}], 400),
        ([USER, RESULT], 400),
        ([USER, CALLS, RESULT, CALLS, RESULT], 400),
        ([{"role": "assistant", "content": "a"}, USER], 400),
        ([USER, {"role": "assistant", "content": "a"}], 400),
        ([{"role": "system", "content": "a"}, USER], 400),
        ([{"role": "user", "content": " "}], 400),
        ([{"role": "user", "content": []}], 400),
        ([USER, {"role": "assistant", "content": [{**USE, "input": "{}"}]}, RESULT], 400),
        ([USER, {"role": "assistant", "content": [{**USE, "id": "c.1"}]}, RESULT], 400),
        ([], 400),
    ],
)
async def test_a_conversation_that_breaks_the_rules_is_refused(messages: list[Any], wanted: int):
    async with FakeAnthropic() as server:
        assert await status(server, {"messages": messages}) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"tools": [TOOL], "tool_choice": {"type": "auto"}}, 200),
        ({"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}, 200),
        ({"cache_control": MARK, "system": [{**TEXT, "cache_control": MARK}]}, 200),
        ({"system": [{**TEXT, "cache_control": MARK}] * 5}, 400),
        ({"tool_choice": {"type": "auto"}}, 400),
        ({"tools": [TOOL, TOOL]}, 400),
        ({"tools": [{**TOOL, "name": "a b"}]}, 400),
        ({"tools": [{"name": "f", "input_schema": {}}]}, 400),
        ({"tools": [{"type": "function", **TOOL}]}, 400),
        ({"thinking": {"type": "enabled", "budget_tokens": 1024}}, 400),
        ({"temperature": 1.0}, 400),
        ({"frequency_penalty": 0}, 400),
        ({"system": ""}, 400),
        ({"max_tokens": None}, 400),
        ({"stream": False}, 400),
    ],
    ids=str,
)
async def test_fields_that_break_the_rules_are_refused(body: dict[str, Any], wanted: int):
    async with FakeAnthropic() as server:
        assert await status(server, body) == wanted


async def test_keys_versions_models_paths_and_scripts_are_refused_with_their_status():
    async with FakeAnthropic(models=["m"]) as server:
        server.script(Refusal(529, headers={"retry-after": "1"}))
        assert await status(server, key="other") == 401
        assert await status(server, version="2023-06-01") == 400
        assert await status(server, {"model": "x"}) == 404
        assert await status(server, path="/v1/complete") == 404
        assert await status(server) == 529
        assert await status(server) == 200


@pytest.mark.parametrize(
    ("refusal", "wanted"),
    [
        (Refusal(529), {"type": "overloaded_error"}),
        (Refusal(400, "rate_limit_error"), {"type": "rate_limit_error"}),
        (Refusal(429, "c"), {"type": "rate_limit_error", "details": {"error_code": "c"}}),
    ],
    ids=str,
)
async def test_a_refusal_has_the_body_of_an_error(refusal: Refusal, wanted: dict[str, Any]):
    async with FakeAnthropic() as server:
        server.script(refusal)
        reader, writer = await post(server)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        await close(writer)
        assert body["type"] == "error"
        assert body["error"] == {"message": "refused by the script", **wanted}


async def test_a_client_that_goes_away_is_noticed():
    async with FakeAnthropic() as server:
        server.script(Answer(["a", Fault.STALL]))
        _, writer = await post(server)
        await asyncio.sleep(1)
        assert not server.requests[0].ended.is_set()
        await close(writer)
        await asyncio.wait_for(server.requests[0].ended.wait(), 1)
        assert server.requests[0].closed_early
