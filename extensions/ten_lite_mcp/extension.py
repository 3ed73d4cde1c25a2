"""``mcp_tools``: a connection to an MCP server that is kept up, and its tools."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import httpx2
import mcp_types
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.client.subscriptions import ListenNotSupportedError, SubscriptionLost
from mcp.shared.exceptions import MCPError

import ten_lite
from ten_lite.kinds import Backoff, ToolError, ToolExtension
from ten_lite_mcp.config import McpToolsConfig
from ten_lite_mcp.mended import Streams, mended
from ten_lite_mcp.offers import ToolNames
from ten_lite_mcp.process import server_process
from ten_lite_mcp.results import result_text

__all__ = ["McpTools"]

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 10.0
"""A connection that held this long was no failure: the next pause is a short one again."""
GOODBYE_S = 0.3
"""Longest wait for a server's answer to the end of an HTTP session."""
MOST_PAGES = 50
LONGEST_PROBLEM = 500


class McpTools(ToolExtension[McpToolsConfig]):
    """One task holds the connection, as the SDK wants; calls go through it from their own tasks."""

    async def configure(self) -> None:
        """No server, no tools yet; names are kept over a restart, as the model knows them."""
        self._names: ToolNames = self.state.setdefault("names", ToolNames(self.config.prefix))
        self._tools: list[dict[str, Any]] = []
        self._client: Client | None = None
        self._doubt = asyncio.Event()  # the list may have changed, or the server be gone
        self._was_connected = False  # by the last try
        self._is_reported = False

    async def start(self) -> None:
        """Connect, without waiting for it: a server that is away must not hold the session up."""
        await super().start()
        self.spawn(self._keep_connected(), name="keep connected")

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """What the server has listed last."""
        return self._tools

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Let the server do it."""
        client = self._client
        if client is None:
            raise ToolError(f"{name} cannot be used now: its server is not connected")
        timeout_s = self.config.timeout_s
        try:
            async with asyncio.timeout(timeout_s):
                result = await client.call_tool(self._names.original(name), dict(arguments))
        except TimeoutError:
            self._doubt.set()
            raise ToolError(f"{name} took longer than {timeout_s:g} s") from None
        except MCPError as error:
            self._doubt.set()
            if error.code == mcp_types.CONNECTION_CLOSED:
                raise ToolError(f"{name} failed: the connection to its server was lost") from None
            raise ToolError(error.error.message[:LONGEST_PROBLEM]) from None
        text = result_text(
            result.content, result.structured_content, longest=self.config.max_result_characters
        )
        if result.is_error:
            raise ToolError(text)
        return text

    async def _keep_connected(self) -> None:
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        loop = asyncio.get_running_loop()
        while True:
            began_s = loop.time()
            self._was_connected = False
            try:
                await self._connection()
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                self._tell_lost("cancelled by the SDK")
            except Exception as error:
                self._tell_lost(self._words(error))
            if loop.time() - began_s > STEADY_S + self.config.connect_timeout_s:
                backoff.reset()
            await asyncio.sleep(backoff.next_delay_s())

    async def _connection(self) -> None:
        """Connect and follow the list of tools; returns by an exception, when the server is gone.

        Raises:
            Exception: Whatever went wrong.
        """
        self._doubt.clear()
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(self.config.connect_timeout_s):
                client = await stack.enter_async_context(await self._make_client(stack))
                self._tools = await self._list(client)
            try:
                await self._use(client)
            finally:
                self._client = None  # before the goodbye, which may take a while

    async def _use(self, client: Client) -> None:
        """Let calls through, and follow the list of tools, until the server is gone."""
        self._client = client
        self._was_connected = True
        self._is_reported = False
        self.offer()
        self.log.info("connected to the MCP server, %d tools", len(self._tools))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_changes(client), name=f"{self.name}/follow changes")
            while True:
                await self._doubt.wait()
                self._doubt.clear()
                async with asyncio.timeout(self.config.connect_timeout_s):
                    tools = await self._list(client)
                if tools != self._tools:
                    self._tools = tools
                    self.offer()

    async def _make_client(self, stack: AsyncExitStack) -> Client:
        config = self.config
        transport: AbstractAsyncContextManager[Streams]
        if config.command:
            transport = server_process(
                config.command,
                env={name: value.get_secret_value() for name, value in config.env.items()},
                cwd=config.cwd,
                ended=self._doubt.set,
                log=self.log,
            )
        else:
            http_client = httpx2.AsyncClient(
                headers={name: value.get_secret_value() for name, value in config.headers.items()},
                # no limit for what is read: streams of changes are silent for hours
                timeout=httpx2.Timeout(None, connect=config.connect_timeout_s, write=10.0),
                event_hooks={"request": [_bound_goodbye]},
            )
            await stack.enter_async_context(http_client)
            transport = streamable_http_client(config.url, http_client=http_client)
        return Client(
            mended(transport),
            client_info=mcp_types.Implementation(name="ten-lite", version=ten_lite.__version__),
            message_handler=self._on_message,
            cache=None,
        )

    async def _list(self, client: Client) -> list[dict[str, Any]]:
        """What the server has, as the model is told of it."""
        found: list[mcp_types.Tool] = []
        cursor = None
        for _ in range(MOST_PAGES):
            page = await client.list_tools(cursor=cursor)
            found += page.tools
            cursor = page.next_cursor
            if not cursor:
                break
        allow, deny = self.config.allow, self.config.deny
        if missing := {*allow, *deny} - {tool.name for tool in found}:
            self.log.warning("the MCP server has no tool %s", ", ".join(sorted(missing)))
        return [
            {
                "name": self._names.given(tool.name),
                "description": tool.description or tool.title or tool.name,
                "parameters": tool.input_schema,
            }
            for tool in found
            if tool.name not in deny and (not allow or tool.name in allow)
        ]

    async def _on_message(self, message: object) -> None:
        if isinstance(message, mcp_types.ToolListChangedNotification):
            self._doubt.set()

    async def _follow_changes(self, client: Client) -> None:
        """Ask for news of the list, which newer servers do not send unasked."""
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        while True:
            try:
                async with client.listen(tools_list_changed=True) as changes:
                    async for _ in changes:
                        self._doubt.set()
                return
            except ListenNotSupportedError:
                return
            except MCPError as error:
                self.log.info("the MCP server does not tell of changes: %s", error.error.message)
                return
            except SubscriptionLost:
                self._doubt.set()
            await asyncio.sleep(backoff.next_delay_s())

    def _tell_lost(self, reason: str) -> None:
        """Log it; tell the client once, and not of a server that may be back at the next try."""
        self.log.warning("no connection to the MCP server, trying again: %s", reason)
        if not (self._is_reported or self._was_connected):
            self._is_reported = True
            self.report(
                "the tool server cannot be reached; its tools cannot be used meanwhile",
                code="tools_unreachable",
            )

    def _words(self, error: BaseException) -> str:
        """The reason of it all, without the address, which may hold a key."""
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        text = f"{type(error).__name__}: {error}".removesuffix(": ")
        return text.replace(self.config.url, "URL") if self.config.url else text


async def _bound_goodbye(request: httpx2.Request) -> None:
    """The SDK ends a session with a request that would wait for as long as a stream may."""
    if request.method == "DELETE":
        request.extensions["timeout"] = dict.fromkeys(
            ("connect", "read", "write", "pool"), GOODBYE_S
        )
