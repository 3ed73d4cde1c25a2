"""One connection to Scribe: the SDK's realtime connection over a WebSocket with our time limits.

The SDK's own ``connect`` waits 10 s for a handshake and 10 s to leave a server that hangs, and
its callbacks may miss the session's start and get an error three times. So it is used to make the
messages, on a connection of ours, and what comes is read here.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator

from elevenlabs.realtime.connection import RealtimeConnection
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ten_lite.errors import ProviderError
from ten_lite_elevenlabs.connection import lost, open_socket
from ten_lite_elevenlabs.failure import failure, scribe_refusal
from ten_lite_elevenlabs.scribe_request import stream_url
from ten_lite_elevenlabs.scribe_wire import Ended, Failed, ScribeMessage, Started, checked
from ten_lite_elevenlabs.stt_config import ElevenLabsSttConfig

__all__ = ["ScribeLink", "open_link"]

UNUSED_S = 5.0
"""Without sound for this long, ElevenLabs may end the stream; that is no failure."""


class ScribeLink:
    """An open session.

    Args:
        connection: To ElevenLabs.
        config: What was asked for.
    """

    def __init__(self, connection: ClientConnection, config: ElevenLabsSttConfig) -> None:
        self._connection = connection
        self._sdk = RealtimeConnection(connection, config.sample_rate_hz)
        self._key = config.api_key.get_secret_value()
        self._reason = ""
        self._sent_s = asyncio.get_running_loop().time()

    async def send_sound(self, data: bytes) -> None:
        """Send samples; waits while ElevenLabs does not take them.

        Raises:
            ProviderError: The connection is lost.
        """
        self._sent_s = asyncio.get_running_loop().time()
        try:
            await self._sdk.send({"audio_base_64": base64.b64encode(data).decode()})
        except ConnectionClosed:
            raise self._lost() from None

    async def receive(self, limit_s: float | None = None) -> ScribeMessage | None:
        """The next message; None for one that does not matter.

        Raises:
            ProviderError: The connection is lost, or ElevenLabs says what is wrong.
            TimeoutError: Nothing came for ``limit_s``.
        """
        try:
            async with asyncio.timeout(limit_s):
                message = checked(await self._connection.recv())
        except ConnectionClosed:
            if not self._reason and asyncio.get_running_loop().time() - self._sent_s > UNUSED_S:
                return Ended()
            raise self._lost() from None
        if isinstance(message, Failed):
            text = message.error.replace(self._key, "***")
            raise scribe_refusal(message.message_type, text[:120])
        return message

    def give_up(self, reason: str) -> None:
        """Drop the connection at once; who uses it is told ``reason``."""
        self._reason = self._reason or reason
        self._connection.transport.abort()

    def _lost(self) -> ProviderError:
        code = self._connection.close_code
        return failure(lost(self._connection, self._reason), str(code or "connection"))


@contextlib.asynccontextmanager
async def open_link(config: ElevenLabsSttConfig) -> AsyncIterator[ScribeLink]:
    """Connect, and wait until the session has started; it is left in at most half a second.

    Raises:
        ProviderError: ElevenLabs cannot be reached, or refuses.
    """
    limit_s = config.connect_timeout_s
    async with open_socket(stream_url(config), config.api_key, limit_s) as connection:
        link = ScribeLink(connection, config)
        try:
            async with asyncio.timeout(limit_s):
                while not isinstance(await link.receive(), Started):
                    pass
        except TimeoutError:
            raise failure(
                f"ElevenLabs started no session within {limit_s:g} s", "timeout"
            ) from None
        yield link
