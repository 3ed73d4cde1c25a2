"""An MCP server made with the SDK. Usage: sdk_server.py, to be spoken to over stdio."""

from __future__ import annotations

import asyncio
from typing import Any

from mcp.server.mcpserver import Context, Image, MCPServer
from pydantic import BaseModel


class Place(BaseModel):
    """A structured result."""

    name: str
    inhabitants: int


class Made:
    """The server, and what has happened to it.

    Attributes:
        cancelled: Set when a call of ``slow`` was cancelled.
        begun: Set when one has begun.
    """

    def __init__(self) -> None:
        self.cancelled = asyncio.Event()
        self.begun = asyncio.Event()
        self.server = server = MCPServer("made for tests", log_level="ERROR")

        @server.tool(description="Adds.")
        def add(a: int, b: int) -> int:
            return a + b

        @server.tool()
        def find_place(name: str) -> Place:
            return Place(name=name, inhabitants=3)

        @server.tool()
        def draw() -> Image:
            return Image(data=b"\x89PNG", format="png")

        @server.tool()
        def fail() -> str:
            raise ValueError("on purpose")

        @server.tool(name="files.read/all")
        def read() -> str:
            return "read"

        @server.tool()
        async def slow() -> str:
            self.begun.set()
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
            return "done"

        @server.tool()
        async def grow(ctx: Context[Any, Any]) -> str:
            server.add_tool(lambda: "grown", name="grown", description="It was not there.")
            await ctx.notify_tools_changed()
            return "grown"


if __name__ == "__main__":
    Made().server.run()
