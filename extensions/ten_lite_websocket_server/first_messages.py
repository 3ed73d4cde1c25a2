"""Looks for the token in a client's first messages, and puts them back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from ten_lite.wire.codec import Wire
from ten_lite_websocket_server.line import Socket

__all__ = ["read_token"]

MOST = 4
"""Messages that may come before the one with the token."""


class _Reread:
    """A socket some of whose messages were read before."""

    def __init__(self, socket: Socket, before: Iterable[Wire]) -> None:
        self._socket = socket
        self._before = deque(before)

    async def recv(self) -> Wire:
        return self._before.popleft() if self._before else await self._socket.recv()

    async def send(self, message: Wire) -> None:
        await self._socket.send(message)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self._socket.close(code, reason)


async def read_token(socket: Socket, token_in: Callable[[Wire], str | None]) -> tuple[Socket, str]:
    """The token, and the socket as if nothing had been read from it; "": none came.

    Args:
        socket: Where it comes.
        token_in: See ``ClientProtocol``.

    Raises:
        ConnectionClosed: The client is gone.
    """
    before: list[Wire] = []
    while len(before) < MOST:
        before.append(await socket.recv())
        token = token_in(before[-1])
        if token is not None:
            return _Reread(socket, before), token
    return _Reread(socket, before), ""
