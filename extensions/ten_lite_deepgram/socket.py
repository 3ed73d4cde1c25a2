"""A connection to Deepgram, whichever protocol is spoken on it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from ten_lite.kinds.provider_socket import ProviderSocket, open_socket
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.failure import refusal

__all__ = ["deepgram_socket", "is_done"]

CLOSE_STREAM = '{"type":"CloseStream"}'
DONE = 1000


@contextlib.asynccontextmanager
async def deepgram_socket(url: str, config: DeepgramSttConfig) -> AsyncIterator[ProviderSocket]:
    """Connect; leaving says goodbye and takes half a second at most, whatever Deepgram does.

    Raises:
        ProviderError: Deepgram cannot be reached, or refuses.
    """
    socket = await open_socket(
        url,
        {"Authorization": f"Token {config.api_key.get_secret_value()}"},
        label="Deepgram",
        vendor="deepgram",
        timeout_s=config.connect_timeout_s,
        refusal=refusal,
        reason_header="dg-error",
    )
    try:
        yield socket
    finally:
        await socket.close(CLOSE_STREAM)


def is_done(socket: ProviderSocket) -> bool:
    """Whether Deepgram has ended the stream in good order, as one that has lasted long enough."""
    return socket.close_code == DONE
