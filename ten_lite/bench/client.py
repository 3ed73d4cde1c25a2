"""A client that costs next to nothing, so that what is measured is the server.

It speaks just enough of RFC 6455 for a server on the loopback that is known to be well behaved:
text messages in one frame, pings answered, no extensions. Frames it sends are made in advance.
"""

from __future__ import annotations

import asyncio
import base64
import os
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from ten_lite.errors import TenLiteError

__all__ = ["BenchClient", "text_frame"]

AUDIO = (b'{"type":"audio"', b'{"type": "audio"')
START, END = b'"tts_audio_start"', b'"tts_audio_end"'
FLUSH, METRICS = b'"flush"', b'metrics","data":'
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
NORMAL = (1000).to_bytes(2, "big")
MASK = bytes(4)  # a mask of zeros is a mask; the server unmasks all the same
OPEN_TIMEOUT_S = 10.0


def text_frame(text: str) -> bytes:
    """The bytes that send ``text`` as one message; at most 65,535 of them."""
    return _frame(TEXT, text.encode())


class BenchClient(asyncio.Protocol):
    """One connection; counts what arrives and keeps the times of sound.

    Attributes:
        audio_at_s: When each frame of sound was read (``time.perf_counter``).
        text_at_s: When each message that was not sound was read, records of turns left out: the
            floor keeps none, and the last one may come after the client has left.
        flushed_at_s: When the client was told to drop its sound.
        late_frames: Sound that came between that and the next answer.
        ended: Answers that were told to be complete.
    """

    def __init__(self) -> None:
        self.audio_at_s: list[float] = []
        self.text_at_s: list[float] = []
        self.flushed_at_s: list[float] = []
        self.late_frames = 0
        self._is_flushed = False
        self.ended = 0
        self._rest = b""
        self._is_open = False
        self._changed = asyncio.Event()
        self._lost = False
        self._closing = False

    @property
    def texts(self) -> int:
        """Messages of the conversation that were not sound."""
        return len(self.text_at_s)

    @classmethod
    async def connect(cls, url: str) -> BenchClient:
        """Open a WebSocket.

        Raises:
            TenLiteError: The server did not accept it.
        """
        parts = urlsplit(url)
        loop = asyncio.get_running_loop()
        transport, client = await loop.create_connection(
            cls, parts.hostname or "127.0.0.1", parts.port or 80
        )
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await client.until(lambda: client._is_open, timeout_s=OPEN_TIMEOUT_S)
        return client

    def send(self, frame: bytes) -> None:
        """Write a frame that ``text_frame`` made."""
        self._transport.write(frame)

    async def until(self, condition: Callable[[], bool], *, timeout_s: float) -> None:
        """Return when ``condition`` holds; it is looked at whenever something arrives.

        Raises:
            TenLiteError: The connection was lost, or it took too long.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    if self._lost:
                        raise TenLiteError("the server closed the connection of the bench")
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TenLiteError(f"the server said nothing for {timeout_s:g} s") from None

    async def close(self) -> None:
        """Say goodbye and wait until the server has closed, a second at most."""
        if not self._lost and not self._closing:
            self._closing = True
            self._transport.write(_frame(CLOSE, NORMAL))
        try:
            async with asyncio.timeout(1.0):
                while not self._lost:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake whoever waits."""
        self._lost = True
        self._changed.set()

    def data_received(self, data: bytes) -> None:
        """Take the messages that are complete."""
        now_s = time.perf_counter()
        self._changed.set()
        if self._rest:
            data = self._rest + data
        if not self._is_open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            if b" 101 " not in head.splitlines()[0]:
                self._transport.abort()
                return
            self._is_open = True
        at = 0
        while (payload := _payload(data, at)) is not None:
            start, end = payload
            self._take(data[at], data[start:end], now_s)
            at = end
        self._rest = data[at:]

    def _take(self, opcode: int, payload: bytes, now_s: float) -> None:
        if opcode == TEXT:
            if payload.startswith(AUDIO):
                self.audio_at_s.append(now_s)
                self.late_frames += self._is_flushed
                return
            if METRICS in payload:
                return
            self.text_at_s.append(now_s)
            self.ended += END in payload
            if FLUSH in payload:
                self.flushed_at_s.append(now_s)
                self._is_flushed = True
            elif START in payload:
                self._is_flushed = False
        elif opcode == PING:
            self._transport.write(_frame(PONG, payload))
        elif opcode == CLOSE:
            if not self._closing:
                self._transport.write(_frame(CLOSE, payload))
            self._transport.close()


def _frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((opcode, 0x80 | size)) + MASK + payload
    return bytes((opcode, 0xFE)) + size.to_bytes(2, "big") + MASK + payload


def _payload(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at ``at`` begins and ends; None when it is not all there."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1], at + 2
    if size >= 126:
        width = 2 if size == 126 else 8
        start += width
        size = int.from_bytes(data[at + 2 : start], "big")
    return (start, start + size) if len(data) >= start + size else None
