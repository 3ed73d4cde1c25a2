"""Against servers made with the SDK, over stdio and over HTTP."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest

from ten_lite.messages import ToolCall, ToolResult
from ten_lite.testing import Harness
from ten_lite_mcp import MCP_TOOLS
from ten_lite_mcp.tests.kit import HERE, errors, http_server, offered, until, use
from ten_lite_mcp.tests.sdk_server import Made

# the SDK's server sets up logging for the whole process
pytestmark = [pytest.mark.real_time, pytest.mark.usefixtures("logging_as_before")]

TOOLS = ["add", "find_place", "draw", "fail", "files_read_all", "slow", "grow"]


def node(url: str, **properties: Any) -> Harness:
    return Harness(MCP_TOOLS, {"url": url, **properties})


async def check_results(harness: Harness) -> None:
    tools = await offered(harness, len(TOOLS))
    assert [tool["name"] for tool in tools] == TOOLS
    assert tools[0]["description"] == "Adds."
    assert tools[0]["parameters"]["required"] == ["a", "b"]
    assert (await use(harness, "add", a=1, b=2)).content == "3"
    assert '"inhabitants": 3' in (await use(harness, "find_place", name="Ulm")).content
    assert (await use(harness, "draw")).content == "[image]"
    assert (await use(harness, "files_read_all")).content == "read"
    failed = await use(harness, "fail")
    assert failed.is_error
    assert "fail" in failed.content
    assert await use(harness, "add", a=1) == ToolResult(
        "required arguments are missing: b", is_error=True
    )
    await use(harness, "grow")
    assert [tool["name"] for tool in await offered(harness, len(TOOLS) + 1)] == [*TOOLS, "grown"]
    assert (await use(harness, "grown")).content == "grown"
    assert errors(harness) == []


async def test_over_stdio_the_tools_are_offered_called_and_offered_again_when_they_change():
    command = [sys.executable, str(HERE / "sdk_server.py")]
    async with Harness(MCP_TOOLS, {"command": command}) as harness:
        await check_results(harness)


async def test_over_http_the_tools_are_offered_called_and_offered_again_when_they_change():
    async with http_server(Made()) as url, node(url) as harness:
        await check_results(harness)


async def test_headers_go_with_each_request():
    requests: list[dict[str, str]] = []
    async with (
        http_server(Made(), requests=requests) as url,
        node(url, headers={"Authorization": "Bearer t-1"}) as harness,
    ):
        await offered(harness, len(TOOLS))
        assert {one.get("authorization") for one in requests} == {"Bearer t-1"}


async def test_over_http_an_interrupted_call_is_cancelled_at_the_server():
    made = Made()
    async with http_server(made) as url, node(url) as harness:
        await offered(harness, len(TOOLS))
        results = harness.call(ToolCall("1", "slow", {}))
        waiting = asyncio.ensure_future(results.result())
        await made.begun.wait()
        waiting.cancel()
        await results.aclose()
        async with asyncio.timeout(5):
            await made.cancelled.wait()


async def test_over_http_a_server_that_comes_back_is_used_again():
    async with http_server(Made()) as url:
        port = int(url.split(":")[2].split("/")[0])
        harness = await node(url).__aenter__()
        await offered(harness, len(TOOLS))
    try:
        assert (await use(harness, "add", a=1, b=2)).is_error
        await until(lambda: errors(harness))
        async with http_server(Made(), port=port):
            await offered(harness, len(TOOLS))
            assert (await use(harness, "add", a=1, b=2)).content == "3"
            assert len(errors(harness)) == 1
            await harness.session.close()
    finally:
        await harness.session.close()


async def test_a_server_that_answers_nothing_holds_up_neither_start_nor_end(
    caplog: pytest.LogCaptureFixture,
):
    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with node(f"http://127.0.0.1:{port}/mcp", connect_timeout_s=0.2) as harness:
        await until(lambda: errors(harness))
        await until(lambda: "TimeoutError" in caplog.text)
    assert "did not end within" not in caplog.text
    server.close()
    await server.wait_closed()
