"""A WebSocket to a provider, with time limits on all that can hang.

Not exported by ``ten_lite.kinds``: importing it imports ``websockets``.
"""

from __future__ import annotations

import contextlib
import logging
from asyncio import timeout
from collections.abc import AsyncIterator, Callable, Mapping

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from ten_lite.errors import ProviderError

__all__ = ["ProviderSocket", "open_socket"]

socket_log = logging.getLogger(__name__)
socket_log.setLevel(logging.INFO)  # at DEBUG it would tell the key

PING_S = 5.0
TAKEN_S = 2 * PING_S
GOODBYE_S = 0.4
LONGEST_MESSAGE = 2**22


class ProviderSocket:
    """An open connection.

    Args:
        connection: The connection.
        label: The provider's name in errors.
        vendor: The same as ``ProviderError.vendor``.
    """

    def __init__(self, connection: ClientConnection, label: str, vendor: str) -> None:
        self._connection = connection
        self._label = label
        self._vendor = vendor
        self._reason = ""

    @property
    def close_code(self) -> int | None:
        """How it was closed; None while it is open."""
        return self._connection.close_code

    async def send(self, message: str | bytes) -> None:
        """Send a message; waits while the provider takes none, 10 s at most.

        Raises:
            ProviderError: The connection is lost, or was dropped because nothing was taken.
        """
        try:
            async with timeout(TAKEN_S):  # no ping finds this out: it would wait behind the message
                await self._connection.send(message)
        except ConnectionClosed:
            raise self.lost() from None
        except TimeoutError:
            self.give_up(f"nothing was taken for {TAKEN_S:g} s")
            raise self.lost() from None

    async def messages(self) -> AsyncIterator[str | bytes]:
        """What the provider sends, until the connection is closed in whatever way."""
        with contextlib.suppress(ConnectionClosed):
            async for message in self._connection:
                yield message

    def __aiter__(self) -> AsyncIterator[str | bytes]:
        """``messages``, for the socket clients of SDKs."""
        return self.messages()

    def lost(self) -> ProviderError:
        """The error to raise when the connection was closed and should not have been."""
        code = self._connection.close_code
        reason = self._reason or (self._connection.close_reason or "")[:120]
        text = f"{self._label}'s connection was lost ({code or 'no close code'}"
        text += f": {reason})" if reason else ")"
        return ProviderError(text, retryable=True, vendor=self._vendor, code=str(code or ""))

    def give_up(self, reason: str) -> None:
        """Drop the connection at once; ``lost`` tells ``reason``."""
        self._reason = self._reason or reason
        self._connection.transport.abort()

    async def close(self, goodbye: str = "") -> None:
        """Close it in at most half a second, whatever the provider does.

        Args:
            goodbye: A last message; "": none.
        """
        with contextlib.suppress(ConnectionClosed, TimeoutError):
            async with timeout(GOODBYE_S):
                if goodbye:
                    await self._connection.send(goodbye)
                await self._connection.close()
        self._connection.transport.abort()
        await self._connection.wait_closed()


async def open_socket(
    url: str,
    headers: Mapping[str, str],
    *,
    label: str,
    vendor: str,
    timeout_s: float,
    refusal: Callable[[int, str], ProviderError],
    reason_header: str = "",
) -> ProviderSocket:
    """Connect.

    Args:
        url: ``ws://`` or ``wss://``.
        headers: Of the request, the key among them.
        label: The provider's name in errors.
        vendor: The same as ``ProviderError.vendor``.
        timeout_s: How long to try.
        refusal: Makes the error for an HTTP status other than 101, from it and the reason: of the
            header below or else the answer's body.
        reason_header: The header in which the provider says why it refuses.

    Raises:
        ProviderError: The provider cannot be reached, or refuses.
    """
    try:
        connection = await connect(
            url,
            additional_headers=headers,
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
        reason = response.headers.get(reason_header, "") if reason_header else ""
        reason = reason or (response.body or b"").decode(errors="replace")
        raise refusal(response.status_code, reason or response.reason_phrase) from None
    except (OSError, TimeoutError, InvalidHandshake, EOFError) as error:
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise ProviderError(
            f"{label} cannot be reached ({what[:120]})", retryable=True, vendor=vendor
        ) from None
    return ProviderSocket(connection, label, vendor)
