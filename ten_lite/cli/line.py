"""A call's way to its server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ten_lite.cli.connection import open_socket
from ten_lite.errors import ProtocolError, TenLiteError
from ten_lite.messages import Message
from ten_lite.wire.client_outbox import Kind
from ten_lite.wire.ten_client import decode_server, encode_audio

__all__ = ["CallLine", "LineLost", "PlainLine", "parting"]


USUAL_RATE_HZ = 16_000


class LineLost(TenLiteError):
    """The server is gone for good; the text says why."""


class CallLine(Protocol):
    """What a call needs of a connection."""

    @property
    def sample_rate_hz(self) -> int:
        """Of the mono sound that the server takes."""
        ...

    async def sound(self, data: bytes) -> None:
        """Send PCM16 in the server's format.

        Raises:
            LineLost: The server is gone.
        """
        ...

    async def tell(self, text: str, kind: Kind = Kind.MOMENT) -> None:
        """Send a text message; ``kind`` says what may become of it without a connection.

        Raises:
            LineLost: The server is gone.
        """
        ...

    def messages(self) -> AsyncIterator[Message]:
        """What comes, until the server is gone.

        Raises:
            ProtocolError: The server speaks something else.
            LineLost: The server is gone.
        """
        ...

    async def close(self) -> None:
        """End the call."""
        ...


class PlainLine:
    """One socket, and no other after it.

    Args:
        socket: Speaks ``ten``.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    @property
    def sample_rate_hz(self) -> int:
        """What servers have by default; over one socket they do not tell."""
        return USUAL_RATE_HZ

    @classmethod
    async def open(cls, url: str) -> PlainLine:
        """Connect.

        Raises:
            TenLiteError: Nobody answers there.
        """
        return cls(await open_socket(url))

    async def sound(self, data: bytes) -> None:
        """Send it in JSON."""
        await self.tell(encode_audio(data))

    async def tell(self, text: str, kind: Kind = Kind.MOMENT) -> None:
        """Send it."""
        try:
            await self._socket.send(text)
        except ConnectionClosed:
            raise LineLost(parting(self._socket)) from None

    async def messages(self) -> AsyncIterator[Message]:
        """What comes over the socket."""
        try:
            async for wire in self._socket:
                yield decode_server(_text(wire))
        except ConnectionClosed:
            pass
        raise LineLost(parting(self._socket))

    async def close(self) -> None:
        """Close the socket."""
        await self._socket.close()


def parting(socket: ClientConnection) -> str:
    """Why a socket was closed, for people."""
    reason = f": {socket.close_reason}" if socket.close_reason else ""
    return f"the server has ended the call{reason} (close code {socket.close_code})"


def _text(wire: str | bytes) -> str:
    try:
        return wire if isinstance(wire, str) else wire.decode()
    except UnicodeDecodeError as error:
        raise ProtocolError(f"a binary message that is no text: {error}") from None
