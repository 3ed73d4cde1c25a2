"""Servers to connect to, and what a node made of their tools."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn

from ten_lite.messages import ErrorMessage, ToolCall, ToolRegister, ToolResult
from ten_lite.testing import Harness
from ten_lite_mcp import MCP_TOOLS
from ten_lite_mcp.tests.sdk_server import Made

HERE = Path(__file__).parent
PATIENCE_S = 20.0


class OldServer:
    """A folder for ``old_server.py``: what it offers, and what has arrived there."""

    def __init__(self, folder: Path, *tools: str | dict[str, Any]) -> None:
        self.folder = folder
        named = [{"name": one} if isinstance(one, str) else one for one in tools]
        (folder / "tools.json").write_text(json.dumps(named), "utf-8")

    @property
    def command(self) -> list[str]:
        return [sys.executable, str(HERE / "old_server.py"), str(self.folder)]

    def node(self, **properties: Any) -> Harness:
        return Harness(MCP_TOOLS, {"command": self.command, **properties})

    def seen(self, **wanted: Any) -> list[dict[str, Any]]:
        file = self.folder / "seen.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        found = [json.loads(line) for line in lines]
        return [one for one in found if wanted.items() <= one.items()]


async def until(condition: Callable[[], Any]) -> Any:
    """What ``condition`` gives once it is true; other processes do not tell by themselves."""
    async with asyncio.timeout(PATIENCE_S):
        while not (found := condition()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found


async def offered(harness: Harness, number: int) -> list[dict[str, Any]]:
    """The next ``number`` tools that are offered."""
    tools = [await harness.pull(ToolRegister, timeout_s=PATIENCE_S) for _ in range(number)]
    return [dict(offer.tool) for offer in tools]


async def use(harness: Harness, tool: str, /, **arguments: Any) -> ToolResult:
    result = await harness.call(ToolCall("1", tool, arguments)).result()
    assert isinstance(result, ToolResult)
    return result


def errors(harness: Harness) -> list[ErrorMessage]:
    return [m for m in harness.received if isinstance(m, ErrorMessage)]


@asynccontextmanager
async def http_server(
    made: Made, *, port: int = 0, requests: list[dict[str, str]] | None = None
) -> AsyncIterator[str]:
    """Serve over streamable HTTP on loopback; gives the address.

    Args:
        made: The server.
        port: 0 for any.
        requests: Gets the headers of each request.
    """
    app = made.server.streamable_http_app()

    async def front(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and requests is not None:
            requests.append({key.decode(): value.decode() for key, value in scope["headers"]})
        await app(scope, receive, send)

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        config = uvicorn.Config(front, log_level="error", timeout_graceful_shutdown=0)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await until(lambda: server.started)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            await serving
