"""A WebSocket with contexts: counts them, and hands what is said to the one that listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ten_lite.errors import ProviderError
from ten_lite_elevenlabs.connection import lost
from ten_lite_elevenlabs.failure import failure, socket_refusal
from ten_lite_elevenlabs.tts_wire import Refused, VoiceMessage, checked

__all__ = ["VoiceSocket"]

MOST_CONTEXTS = 5
"""One more, and ElevenLabs ends all of them."""

Listener = Callable[[VoiceMessage | ProviderError], None]


class VoiceSocket:
    """An open connection.

    A context counts from its first message until ElevenLabs tells its end, which comes a while
    after it was closed, with sound that nobody wants before it.

    Args:
        connection: To ElevenLabs.

    Attributes:
        error: Why it cannot be used any more.
        was_used: Whether any context was opened on it.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._open: set[str] = set()
        self._listeners: dict[str, Listener] = {}
        self._closed_one = asyncio.Event()
        self._contexts = 0
        self.error: ProviderError | None = None
        self.was_used = False

    @property
    def is_fit(self) -> bool:
        """Whether it can be used."""
        return self.error is None

    async def has_room(self, within_s: float) -> bool:
        """Whether one more context may be opened, now or within that time."""
        try:
            async with asyncio.timeout(within_s):
                while len(self._open) >= MOST_CONTEXTS:
                    self._closed_one.clear()
                    await self._closed_one.wait()
        except TimeoutError:
            return False
        return self.is_fit

    def open(self, listener: Listener) -> str:
        """The id of a new context, whose messages go to ``listener``; its first message follows."""
        self._contexts += 1
        name = f"c{self._contexts}"
        self._open.add(name)
        self._listeners[name] = listener
        self.was_used = True
        return name

    def ignore(self, name: str) -> None:
        """Nobody listens to the context any more; it still counts until its end is told."""
        self._listeners.pop(name, None)

    async def send(self, message: dict[str, Any]) -> None:
        """Send ``message``; waits while ElevenLabs does not take it.

        Raises:
            ProviderError: The connection is lost.
        """
        if self.error is not None:
            raise self.error
        try:
            await self._connection.send(json.dumps(message))
        except ConnectionClosed:
            raise self.error or self._lost() from None

    def abort(self) -> None:
        """Drop the connection at once."""
        self._connection.transport.abort()

    async def read(self) -> ProviderError:
        """Hand out what is said until the connection is lost; why it is."""
        try:
            async for message in self._connection:
                self._take(checked(message))
        except ConnectionClosed:
            pass
        self._fail(self._lost())
        assert self.error is not None
        return self.error

    def _take(self, message: VoiceMessage | Refused | None) -> None:
        if isinstance(message, Refused):
            self._fail(socket_refusal(message.error[:80]))
        elif message is not None:
            listener = self._listeners.get(message.context_id)
            if message.is_final:
                self._open.discard(message.context_id)
                self._listeners.pop(message.context_id, None)
                self._closed_one.set()
            if listener is not None:
                listener(message)

    def _fail(self, error: ProviderError) -> None:
        if self.error is None:
            self.error = error
            for listener in list(self._listeners.values()):
                listener(error)
            self._listeners.clear()

    def _lost(self) -> ProviderError:
        code = self._connection.close_code
        return failure(lost(self._connection), str(code or "connection"))
