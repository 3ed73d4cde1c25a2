"""The WebSocket of a call."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidURI
from websockets.typing import Subprotocol

from ten_lite.errors import TenLiteError

__all__ = ["open_socket"]

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
CLOSE_TIMEOUT_S = 2.0


async def open_socket(url: str, *, subprotocol: str = "") -> ClientConnection:
    """A connection to the server at ``url``; through a proxy, if the environment names one.

    Args:
        url: ``ws://`` or ``wss://``.
        subprotocol: Offered to the server, which may leave it.

    Raises:
        TenLiteError: It is no address, or nobody answers there.
    """
    try:
        is_here = urlsplit(url).hostname in THIS_MACHINE
        proxy: Literal[True] | None = None if is_here else True
        return await connect(
            url,
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
            compression=None,
            max_size=2**22,
            proxy=proxy,
            close_timeout=CLOSE_TIMEOUT_S,
        )
    except (InvalidURI, ValueError) as error:
        raise TenLiteError(f"cannot connect to {url}: it is no ws:// address") from error
    except (OSError, InvalidHandshake) as error:
        raise TenLiteError(
            f"cannot connect to {url}: {error or type(error).__name__}; "
            "is `ten-lite run` running there?"
        ) from error
