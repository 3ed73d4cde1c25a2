"""One connection to Deepgram: the SDK's socket client over a WebSocket with our time limits.

The SDK's own ``connect`` uses the deprecated client of ``websockets``, which cannot be left in
less than 20 s when the server hangs, nor told how long to try. Its socket client takes any
connection, so it gets one that can.

This is the only module that imports the SDK.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import warnings
from collections.abc import AsyncIterator

from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
)

from ten_lite.errors import ProviderError
from ten_lite_deepgram.failure import refusal
from ten_lite_deepgram.wire import Results, Told, UtteranceEnd, checked

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from deepgram.listen.v1.socket_client import AsyncV1SocketClient

__all__ = ["Link", "open_link"]

socket_log = logging.getLogger(f"{__name__}.socket")
socket_log.setLevel(logging.INFO)  # at DEBUG it would tell the key

PING_S = 5.0
GOODBYE_S = 0.4
LONGEST_MESSAGE = 2**20


class Link:
    """An open stream.

    Attributes:
        answered: Whether Deepgram has told any result on it.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._socket = AsyncV1SocketClient(websocket=connection)  # type: ignore[arg-type]
        self._reason = ""
        self.answered = False

    async def send_sound(self, data: bytes) -> None:
        """Send samples; waits while Deepgram does not take them.

        Raises:
            ProviderError: The connection is lost.
        """
        try:
            await self._socket.send_media(data)
        except ConnectionClosed:
            raise self._lost() from None

    async def keep_alive(self) -> None:
        """Say that sound will come; without either, Deepgram leaves after 10 s.

        Raises:
            ProviderError: The connection is lost.
        """
        try:
            await self._socket.send_keep_alive()
        except ConnectionClosed:
            raise self._lost() from None

    async def messages(self) -> AsyncIterator[Told | None]:
        """What Deepgram tells; None for everything that does not matter.

        Raises:
            ProviderError: The connection is lost; there is no other end.
        """
        try:
            async for message in self._socket:
                known = checked(message)
                self.answered = self.answered or isinstance(known, Results | UtteranceEnd)
                yield known
        except ConnectionClosed:
            pass
        raise self._lost()

    def give_up(self, reason: str) -> None:
        """Drop the connection at once; who uses it is told ``reason``."""
        self._reason = self._reason or reason
        self._connection.transport.abort()

    async def close(self) -> None:
        """Say goodbye, in bounded time."""
        with contextlib.suppress(ConnectionClosed, TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self._socket.send_close_stream()
                await self._connection.close()
        self._connection.transport.abort()
        await self._connection.wait_closed()

    def _lost(self) -> ProviderError:
        code = self._connection.close_code
        reason = self._reason or (self._connection.close_reason or "")[:120]
        text = f"Deepgram's connection was lost ({code or 'no close code'}"
        text += f": {reason})" if reason else ")"
        return ProviderError(text, retryable=True, vendor="deepgram", code=str(code or ""))


@contextlib.asynccontextmanager
async def open_link(url: str, api_key: SecretStr, timeout_s: float) -> AsyncIterator[Link]:
    """Connect; the connection is closed in at most half a second, whatever Deepgram does.

    Raises:
        ProviderError: Deepgram cannot be reached, or refuses.
    """
    try:
        connection = await connect(
            url,
            additional_headers={"Authorization": f"Token {api_key.get_secret_value()}"},
            open_timeout=timeout_s,
            close_timeout=GOODBYE_S,
            ping_interval=PING_S,
            ping_timeout=PING_S,
            compression=None,
            max_size=LONGEST_MESSAGE,
            logger=socket_log,
        )
    except InvalidStatus as error:
        response = error.response
        said = response.headers.get("dg-error", "") or response.reason_phrase
        raise refusal(response.status_code, said) from None
    except (OSError, TimeoutError, InvalidHandshake, EOFError) as error:
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise ProviderError(
            f"Deepgram cannot be reached ({what[:120]})", retryable=True, vendor="deepgram"
        ) from None
    link = Link(connection)
    try:
        yield link
    finally:
        await link.close()
