"""An MCP server as a child process: gone, with all it has started, in half a second.

The SDK's own client waits up to 4 s for a server that does not leave, and a node has one second
to stop; so this transport takes its place.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client.stdio import get_default_environment
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

from ten_lite_mcp.mended import Streams

__all__ = ["server_process"]

Log = logging.LoggerAdapter[logging.Logger]

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of one message; a server that sends a longer one is ended."""
LEAVE_S = 0.2
"""How long a server may take to leave by itself, and then once more after SIGTERM."""
POLL_S = 0.01


@asynccontextmanager
async def server_process(
    command: Sequence[str], *, env: Mapping[str, str], cwd: str, ended: Callable[[], None], log: Log
) -> AsyncIterator[Streams]:
    """Run ``command`` and exchange MCP's messages with it, a line each.

    Args:
        command: Program and arguments.
        env: Added to the few variables that any program needs.
        cwd: Where it runs; "" for here.
        ended: Called when no more messages come, mostly because the server is gone.
        log: Gets what the server writes to stderr, at the level debug.

    Raises:
        OSError: The program cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**get_default_environment(), **env},
        cwd=cwd or None,
        limit=LONGEST_LINE,
        start_new_session=True,  # so that what it starts can be ended with it
    )
    received, to_client = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    to_send, from_client = anyio.create_memory_object_stream[SessionMessage](0)
    tasks = [
        asyncio.create_task(work, name=f"mcp {name}")
        for name, work in (
            ("read", _read(process, received, log)),
            ("write", _write(process, from_client)),
            ("stderr", _follow_stderr(process, log)),
        )
    ]
    tasks[0].add_done_callback(lambda _: ended())
    try:
        yield to_client, to_send
    finally:
        try:
            await _end(process)
        finally:
            _kill_group(process)  # at the latest now, also if the wait was cancelled
            await _has_left(process)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            for stream in (received, to_client, to_send, from_client):
                stream.close()
            # a descendant that has left the group may hold the pipes open
            getattr(process, "_transport").close()  # noqa: B009


async def _read(
    process: asyncio.subprocess.Process,
    received: MemoryObjectSendStream[SessionMessage | Exception],
    log: Log,
) -> None:
    assert process.stdout is not None
    has_warned = False
    async with received:  # its end is how the session learns that the server is gone
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:
                log.warning("the MCP server sent more than %d bytes in one message", LONGEST_LINE)
                return
            if not line:
                return
            try:
                message = jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValueError:
                if line.strip() and not has_warned:
                    has_warned = True
                    log.warning("the MCP server writes to stdout what is no message; it is ignored")
                continue
            try:
                await received.send(SessionMessage(message))
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                return


async def _write(
    process: asyncio.subprocess.Process, from_client: MemoryObjectReceiveStream[SessionMessage]
) -> None:
    assert process.stdin is not None
    async with from_client:
        async for item in from_client:
            line = item.message.model_dump_json(by_alias=True, exclude_unset=True)
            try:
                process.stdin.write(f"{line}\n".encode())
                await process.stdin.drain()
            except OSError:
                return  # the reader sees the same end


async def _follow_stderr(process: asyncio.subprocess.Process, log: Log) -> None:
    """Read it to its end, or a server that says much would stand still."""
    assert process.stderr is not None
    while chunk := await process.stderr.read(65_536):
        for line in chunk.decode("utf-8", "replace").splitlines():
            log.debug("MCP server: %s", line)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask it to leave, by closing its stdin and by SIGTERM; return when it is gone or ought to."""
    assert process.stdin is not None
    process.stdin.close()
    if not await _has_left(process):
        _signal_group(process, signal.SIGTERM)
        if not await _has_left(process):
            _kill_group(process)
            await _has_left(process)


async def _has_left(process: asyncio.subprocess.Process) -> bool:
    # wait() also waits for the ends of the pipes, which what it has started may hold open
    loop = asyncio.get_running_loop()
    until_s = loop.time() + LEAVE_S
    while process.returncode is None and loop.time() < until_s:  # noqa: ASYNC110
        await asyncio.sleep(POLL_S)
    return process.returncode is not None


def _kill_group(process: asyncio.subprocess.Process) -> None:
    _signal_group(process, signal.SIGKILL)


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
