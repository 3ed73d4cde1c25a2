"""The WebSocket of a call."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from ten_lite.errors import TenLiteError

__all__ = ["TOKEN_VARIABLE", "open_socket"]

TOKEN_VARIABLE = "TEN_LITE_TOKEN"
"""The environment variable with the server's token: options show in lists of processes."""

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
CLOSE_TIMEOUT_S = 2.0


async def open_socket(url: str, *, subprotocol: str = "") -> ClientConnection:
    """A connection to the server at ``url``; through a proxy, if the environment names one.

    The token of the environment is shown to it.

    Args:
        url: ``ws://`` or ``wss://``.
        subprotocol: Offered to the server, which may leave it.

    Raises:
        TenLiteError: It is no address, or nobody answers there.
    """
    token = os.environ.get(TOKEN_VARIABLE, "")
    try:
        is_here = urlsplit(url).hostname in THIS_MACHINE
        proxy: Literal[True] | None = None if is_here else True
        return await connect(
            url,
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
            compression=None,
            max_size=2**22,
            proxy=proxy,
            additional_headers={"Authorization": f"Bearer {token}"} if token else None,
            close_timeout=CLOSE_TIMEOUT_S,
        )
    except (InvalidURI, ValueError) as error:
        raise TenLiteError(f"cannot connect to {url}: it is no ws:// address") from error
    except InvalidStatus as error:
        if error.response.status_code != HTTPStatus.UNAUTHORIZED:
            raise _not_connected(url, error) from error
        what = "another token than that in" if token else "its token, in"
        raise TenLiteError(
            f"the server at {url} asks for {what} the environment variable {TOKEN_VARIABLE}"
        ) from error
    except (OSError, InvalidHandshake) as error:
        raise _not_connected(url, error) from error


def _not_connected(url: str, error: Exception) -> TenLiteError:
    return TenLiteError(
        f"cannot connect to {url}: {error or type(error).__name__}; "
        "is `ten-lite run` running there?"
    )
