"""A WebSocket to ElevenLabs with time limits of ours."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator

from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from ten_lite_elevenlabs.failure import failure, refusal

__all__ = ["lost", "open_socket"]

socket_log = logging.getLogger(f"{__name__}.frames")
socket_log.setLevel(logging.INFO)  # at DEBUG it would tell the key

PING_S = 5.0
GOODBYE_S = 0.4
LONGEST_MESSAGE = 2**24


@contextlib.asynccontextmanager
async def open_socket(
    url: str, api_key: SecretStr, timeout_s: float
) -> AsyncIterator[ClientConnection]:
    """Connect; the connection is closed in at most half a second, whatever ElevenLabs does.

    Raises:
        ProviderError: ElevenLabs cannot be reached, or refuses.
    """
    try:
        connection = await connect(
            url,
            additional_headers={"xi-api-key": api_key.get_secret_value()},
            open_timeout=timeout_s,
            close_timeout=GOODBYE_S,
            ping_interval=PING_S,
            ping_timeout=PING_S,
            compression=None,
            max_size=LONGEST_MESSAGE,
            logger=socket_log,
        )
    except InvalidStatus as error:
        raise refusal(error.response.status_code, _json(error.response.body)) from None
    except (OSError, TimeoutError, InvalidHandshake, EOFError) as error:
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise failure(f"ElevenLabs cannot be reached ({what[:120]})", "connection") from None
    try:
        yield connection
    finally:
        with contextlib.suppress(ConnectionClosed, TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await connection.close()
        connection.transport.abort()
        await connection.wait_closed()


def lost(connection: ClientConnection, reason: str = "") -> str:
    """What to say of a connection that is lost.

    Args:
        connection: The connection.
        reason: Why, where it was dropped on purpose.
    """
    code = connection.close_code
    reason = reason or (connection.close_reason or "")[:120]
    text = f"ElevenLabs' connection was lost ({code or 'no close code'}"
    return text + (f": {reason})" if reason else ")")


def _json(body: bytes | bytearray | memoryview | None) -> object:
    try:
        return json.loads(bytes(body or b""))
    except ValueError:
        return None
