"""The connection of one voice to Cartesia, for one answer after the other.

Cartesia's SDK is not used. Its WebSocket client wants a ``websockets`` older than ours, connects
anew by itself, and neither its connecting nor its closing can be held to a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from ten_lite.addons import websocket_url
from ten_lite.errors import ProviderError
from ten_lite.kinds.provider_socket import ProviderSocket, open_socket
from ten_lite_cartesia.config import CartesiaTtsConfig
from ten_lite_cartesia.context import CartesiaContext
from ten_lite_cartesia.failure import handshake_refusal, refusal
from ten_lite_cartesia.wire import Failure, checked

__all__ = ["CartesiaLine"]


class CartesiaLine:
    """Connects when there is something to say, and again after Cartesia has hung up.

    Args:
        spawn: Runs what reads the connection.
    """

    def __init__(self, spawn: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._spawn = spawn
        self._socket: ProviderSocket | None = None
        self._connecting = asyncio.Lock()
        self._contexts: dict[str, CartesiaContext] = {}

    async def connect(self, config: CartesiaTtsConfig) -> None:
        """Connect, unless that is done.

        Raises:
            ProviderError: Cartesia cannot be reached, or refuses.
        """
        async with self._connecting:
            if self._socket is None:
                self._socket = await open_socket(
                    f"{websocket_url(config.base_url)}/tts/websocket",
                    {
                        "Authorization": f"Bearer {config.api_key.get_secret_value()}",
                        "Cartesia-Version": config.api_version,
                    },
                    label="Cartesia",
                    vendor="cartesia",
                    timeout_s=config.connect_timeout_s,
                    refusal=handshake_refusal,
                )
                self._spawn(self._read(self._socket))

    @asynccontextmanager
    async def open_context(self, config: CartesiaTtsConfig) -> AsyncIterator[CartesiaContext]:
        """See ``StreamingTtsExtension.open_context``."""
        await self.connect(config)
        context = CartesiaContext(self, config)
        try:
            yield context
        finally:
            await context.close()

    async def close(self) -> None:
        """Hang up, in at most half a second."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    def join(self, context_id: str, context: CartesiaContext) -> None:
        """See ``Line``."""
        self._contexts[context_id] = context

    def part(self, context_id: str) -> None:
        """See ``Line``."""
        self._contexts.pop(context_id, None)

    async def send(self, message: str) -> None:
        """See ``Line``."""
        if self._socket is None:
            raise ProviderError("Cartesia hung up", retryable=True, vendor="cartesia")
        await self._socket.send(message)

    async def _read(self, socket: ProviderSocket) -> None:
        async for text in socket.messages():
            message = checked(text)
            if message is None:
                continue
            context = self._contexts.get(message.context_id)
            if context is not None:
                context.take(message)
            elif isinstance(message, Failure) and not message.context_id:
                self._fail(refusal(message.status_code, message.error_code or "", ""))
        if self._socket is socket:
            self._socket = None
        self._fail(socket.lost())

    def _fail(self, error: ProviderError) -> None:
        for context in list(self._contexts.values()):
            context.fail(error)
