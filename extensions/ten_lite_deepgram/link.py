"""listen v1 on one connection: the SDK's socket client over a WebSocket with our time limits.

The SDK's own ``connect`` uses the deprecated client of ``websockets``, which cannot be left in
less than 20 s when the server hangs, nor told how long to try. Its socket client takes any
connection, so it gets one that can.

This is the only module that imports the SDK.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator

from ten_lite.kinds.provider_socket import ProviderSocket
from ten_lite_deepgram.socket import is_done
from ten_lite_deepgram.wire import Told, checked

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from deepgram.listen.v1.socket_client import AsyncV1SocketClient

__all__ = ["Link"]


class Link:
    """An open stream.

    Args:
        socket: The connection.
    """

    def __init__(self, socket: ProviderSocket) -> None:
        self._socket = socket
        self._client = AsyncV1SocketClient(websocket=socket)  # type: ignore[arg-type]
        self.give_up = socket.give_up

    async def send_sound(self, data: bytes) -> None:
        """Send samples; see ``ProviderSocket.send``.

        Raises:
            ProviderError: The connection is lost.
        """
        await self._client.send_media(data)

    async def keep_alive(self) -> None:
        """Say that sound will come; without either, Deepgram leaves after 10 s.

        Raises:
            ProviderError: The connection is lost.
        """
        await self._client.send_keep_alive()

    async def messages(self) -> AsyncIterator[Told | None]:
        """What Deepgram tells until it ends the stream; None for all that does not matter.

        Raises:
            ProviderError: The connection is lost.
        """
        async for message in self._client:
            yield checked(message)
        if not is_done(self._socket):
            raise self._socket.lost()
