"""A line that connects again when its socket breaks, and goes on where it was."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ten_lite.cli.connection import open_socket
from ten_lite.cli.line import LineLost, parting
from ten_lite.errors import ProtocolError, TenLiteError
from ten_lite.messages import Message
from ten_lite.wire.client_outbox import Kind
from ten_lite.wire.codec import Wire
from ten_lite.wire.resume import Ready
from ten_lite.wire.resume_client import ResumeClient
from ten_lite.wire.ten_bin_client import decode_frame, encode_frame
from ten_lite.wire.ten_client import decode_server

__all__ = ["LastingLine"]

SUBPROTOCOL: Final = "ten-lite.v1.bin"
FINAL: Final = (1000, 4401, 4404, 4409)
"""Close codes after which there is nothing to come back to."""
READY_S: Final = 10.0
STALE_S: Final = 25.0
ACK_S: Final = 1.0
STABLE_S: Final = 10.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 8.0


class LastingLine:
    """A conversation over one socket after the other; no message is lost, none comes twice.

    Without a connection 2 s of sound are kept for the next one, and texts. The waits between
    attempts double up to 8 s, and of each a random part is waited.

    Args:
        url: The server's WebSocket address.
        tell_user: Is told when the connection is lost and found.
        client: Keeps the place in the conversation.
        chance: Gives numbers from 0 to below 1.

    Attributes:
        connections: Sockets that were ready so far.
    """

    def __init__(
        self,
        url: str,
        *,
        tell_user: Callable[[str], None] = lambda text: None,
        client: ResumeClient | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._url = url
        self._tell_user = tell_user
        self._client = client or ResumeClient()
        self._chance = chance
        self._socket: ClientConnection | None = None
        self._run: asyncio.Task[None] | None = None
        self._incoming: asyncio.Queue[Message | TenLiteError] = asyncio.Queue()
        self._has_more = asyncio.Event()
        self._lost: LineLost | None = None
        self._frames = 0
        self._began_s = asyncio.get_running_loop().time()
        self.connections = 0

    @property
    def sample_rate_hz(self) -> int:
        """What the server said, once the line is open."""
        return self._ready.sample_rate_hz

    @property
    def _ready(self) -> Ready:
        assert self._client.ready is not None
        return self._client.ready

    async def open(self) -> LastingLine:
        """Connect for the first time.

        Raises:
            TenLiteError: Nobody answers there, or not in this protocol.
        """
        try:
            self._socket = await self._connect()
        except TimeoutError:
            raise TenLiteError(
                f"cannot connect to {self._url}: no answer within {READY_S:g} s"
            ) from None
        self._run = asyncio.create_task(self._live(self._socket), name="call stays connected")
        return self

    async def sound(self, data: bytes) -> None:
        """Send it in a binary frame, or keep it; what is older than 2 s is given up."""
        ready = self._ready
        ms = len(data) / (2 * ready.channels) / ready.sample_rate_hz * 1000
        now_ms = (asyncio.get_running_loop().time() - self._began_s) * 1000
        at_ms = max(0, round(now_ms - ms))
        frame = encode_frame(data, sequence=self._frames, timestamp_ms=at_ms)
        self._frames += 1
        self._put(Kind.SOUND, frame, ms)

    async def tell(self, text: str, kind: Kind = Kind.MOMENT) -> None:
        """Send it, or keep it as its kind is kept."""
        self._put(kind, text)

    async def messages(self) -> AsyncIterator[Message]:
        """What comes, whichever socket it comes over."""
        while True:
            item = await self._incoming.get()
            if isinstance(item, TenLiteError):
                raise item
            yield item

    async def close(self) -> None:
        """End the call, and with it the conversation."""
        if self._run is not None:
            self._run.cancel()
            await asyncio.gather(self._run, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()

    def _put(self, kind: Kind, wire: Wire, ms: float = 0.0) -> None:
        if self._lost is not None:
            raise self._lost
        self._client.put(kind, wire, ms)
        self._has_more.set()

    async def _connect(self) -> ClientConnection:
        """A socket whose server is ready."""
        async with asyncio.timeout(READY_S):
            socket = await open_socket(self._url, subprotocol=SUBPROTOCOL)
        try:
            if socket.subprotocol != SUBPROTOCOL:
                raise LineLost(
                    f"the server at {self._url} cannot go on over another connection: it does not "
                    f"know {SUBPROTOCOL}; leave out --reconnect"
                )
            async with asyncio.timeout(READY_S):
                await socket.send(self._client.hello())
                self._client.begin(await socket.recv())
        except ConnectionClosed:
            raise self._end_of(socket) from None
        except BaseException:  # who is cancelled leaves no socket either
            socket.transport.abort()
            raise
        self.connections += 1
        return socket

    async def _live(self, socket: ClientConnection) -> None:
        try:
            while True:
                await self._serve(socket)
                lost = self._end_of(socket)
                if isinstance(lost, LineLost):
                    raise lost
                self._tell_user("the connection is lost; trying again")
                socket = self._socket = await self._come_back()
                what = "" if self._ready.resumed else ", to a new conversation"
                self._tell_user(f"connected again{what}")
        except TenLiteError as error:
            self._lost = error if isinstance(error, LineLost) else LineLost(str(error))
            self._incoming.put_nowait(error)

    async def _come_back(self) -> ClientConnection:
        limit_s = FIRST_WAIT_S
        while True:
            await asyncio.sleep(limit_s * self._chance())
            limit_s = min(LONGEST_WAIT_S, 2 * limit_s)
            try:
                return await self._connect()
            except (LineLost, ProtocolError):
                raise
            except (TenLiteError, TimeoutError):
                continue  # the next attempt may succeed; Ctrl-C ends them

    def _end_of(self, socket: ClientConnection) -> TenLiteError:
        words = parting(socket)
        return LineLost(words) if socket.close_code in FINAL else TenLiteError(words)

    async def _serve(self, socket: ClientConnection) -> None:
        """Read and write until the socket is of no more use."""
        tasks = [
            asyncio.create_task(work, name=f"call {name}")
            for name, work in {
                "reads": self._read(socket),
                "writes": self._write(socket),
                "acknowledges": self._acknowledge(socket),
            }.items()
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            with suppress(ConnectionClosed, TimeoutError):
                task.result()
        socket.transport.abort()

    async def _read(self, socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(STALE_S):
                wire = self._client.take(await socket.recv())
            message = None if wire is None else self._decode(wire)
            if message is not None:
                self._incoming.put_nowait(message)

    def _decode(self, wire: Wire) -> Message | None:
        if isinstance(wire, str):
            return decode_server(wire)
        return decode_frame(wire, self._ready.sample_rate_hz, self._ready.channels)

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            self._has_more.clear()
            while (wire := self._client.next()) is not None:
                await socket.send(wire)
            await self._has_more.wait()

    async def _acknowledge(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(ACK_S)
            if (told := self._client.ack()) is not None:
                await socket.send(told)
