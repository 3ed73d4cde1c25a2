"""A client of a whole app: it speaks in real time and keeps what it hears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ten_lite.messages import ErrorMessage, Message, PcmFrame, TextData
from ten_lite.runtime import App
from ten_lite.wire.ten_client import decode_server, encode_audio, encode_text

__all__ = ["Client", "talking_to"]


class Client:
    """Speaks in real time and keeps what it hears, with the time of each message."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.got: list[tuple[float, Message]] = []

    async def listen(self) -> None:
        try:
            async for text in self._socket:
                assert isinstance(text, str)
                self.got.append((asyncio.get_running_loop().time(), decode_server(text)))
        except ConnectionClosed:
            pass

    async def speak(self, sound: bytes) -> None:
        for start in range(0, len(sound), 640):
            await self._socket.send(encode_audio(sound[start : start + 640]))
            await asyncio.sleep(0.02)

    async def write(self, text: str) -> None:
        await self._socket.send(encode_text(text))

    def heard(self, *, after_s: float = 0) -> bytes:
        return b"".join(
            m.data for at_s, m in self.got if isinstance(m, PcmFrame) and at_s > after_s
        )

    def transcripts(self) -> list[str]:
        return [
            m.text
            for _, m in self.got
            if isinstance(m, TextData) and m.role == "user" and m.is_final
        ]

    def errors(self) -> list[str]:
        return [m.text for _, m in self.got if isinstance(m, ErrorMessage)]


@asynccontextmanager
async def talking_to(app: App) -> AsyncIterator[Client]:
    """A client of a started app; when it is left, all that was sent to it has been read."""
    async with connect(next(iter(app.urls.values())), proxy=None, max_size=2**24) as socket:
        client = Client(socket)
        listening = asyncio.create_task(client.listen())
        yield client
    await listening
