"""A TCP proxy before a provider, which does what a ``Fault`` says."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from types import TracebackType
from typing import Self

from .fault import Fault

__all__ = ["FaultProxy"]


class _Connection:
    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near, self.far = near, far
        self.fault: Fault | None = None
        self.passed = 0

    def reset(self) -> None:
        for writer in (self.near, self.far):
            _reset(writer)


class FaultProxy:
    """Passes everything on until there is a fault; an async context manager.

    Args:
        port: The provider's, on 127.0.0.1.

    Attributes:
        url: What to use in place of the provider's.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._fault: Fault | None = None
        self._left = 0
        self._until_s = 0.0
        self._open: set[_Connection] = set()
        self._waiting: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        await self._server.wait_closed()

    def strike(self, fault: Fault) -> None:
        """Let ``fault`` happen from now on; what happens to new connections ends the old ones."""
        self._fault, self._left = fault, fault.connections
        self._until_s = asyncio.get_running_loop().time() + fault.lasts_s
        for connection in list(self._open):
            if fault.connections:
                connection.reset()
            else:
                connection.fault = fault
                if fault.cuts_after is not None:
                    connection.reset()
                elif fault.ends_after is not None:
                    connection.near.close()
                    connection.far.close()

    def heal(self) -> None:
        """Nothing happens to new connections any more."""
        self._fault = None

    def _next_fault(self) -> Fault | None:
        fault = self._fault
        if fault is None or not fault.connections:
            return None
        if fault.lasts_s:
            return fault if asyncio.get_running_loop().time() < self._until_s else None
        self._left -= 1
        return fault if self._left >= 0 else None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._waiting.add(task)
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._waiting.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = self._next_fault()
        if fault is not None and fault.refuses:
            _reset(writer)
            return
        if fault is not None and (fault.hangs or fault.answers is not None):
            await reader.read(1)
            if fault.hangs:
                while await reader.read(2**16):
                    pass
            writer.write(fault.answers or b"")
            await writer.drain()
            return
        far_reader, far = await asyncio.open_connection("127.0.0.1", self._port)
        connection = _Connection(writer, far)
        connection.fault = fault
        self._open.add(connection)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._up(reader, connection))
                group.create_task(self._down(far_reader, connection))
        except BaseExceptionGroup:
            pass
        finally:
            self._open.discard(connection)
            far.close()
            with contextlib.suppress(OSError):
                await far.wait_closed()

    async def _up(self, reader: asyncio.StreamReader, connection: _Connection) -> None:
        while data := await reader.read(2**16):
            if connection.fault is not None and connection.fault.is_deaf:
                await asyncio.sleep(1e6)
            connection.far.write(data)
            await connection.far.drain()
        raise ConnectionError

    async def _down(self, reader: asyncio.StreamReader, connection: _Connection) -> None:
        while data := await reader.read(2**10):
            if connection.fault is not None:
                data = await self._harm(data, connection, connection.fault)
            connection.passed += len(data)
            connection.near.write(data)
            await connection.near.drain()
        raise ConnectionError

    async def _harm(self, data: bytes, connection: _Connection, fault: Fault) -> bytes:
        after = connection.passed + len(data)
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.stalls_after is not None and after > fault.stalls_after:
            connection.fault = None if fault.stall_s < 1e6 else fault
            await asyncio.sleep(fault.stall_s)
        if fault.cuts_after is not None and after > fault.cuts_after:
            connection.near.write(data[: fault.cuts_after - connection.passed])
            await asyncio.sleep(0)
            connection.reset()
            raise ConnectionError
        if fault.ends_after is not None and after > fault.ends_after:
            connection.near.write(data[: fault.ends_after - connection.passed])
            raise ConnectionError
        if fault.garbles_after is not None and after > fault.garbles_after:
            sound = max(0, fault.garbles_after - connection.passed)
            data = data[:sound] + bytes(byte ^ 0x55 for byte in data[sound:])
        return data


def _reset(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.transport.abort()
