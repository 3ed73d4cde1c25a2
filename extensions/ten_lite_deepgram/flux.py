"""One connection to Flux (listen v2).

Flux takes no KeepAlive and no Finalize: either ends the stream. WebSocket pings hold it.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from ten_lite.errors import ProviderError
from ten_lite.kinds.provider_socket import ProviderSocket
from ten_lite.kinds.stt_stream import Told
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.flux_turns import FluxTurns
from ten_lite_deepgram.flux_wire import Failure, TurnInfo, checked
from ten_lite_deepgram.request import flux_url
from ten_lite_deepgram.socket import deepgram_socket, is_done

__all__ = ["FluxStream", "open_flux"]

CHUNK_S = 0.08
"""What Deepgram advises; smaller ones make it slower."""
FORCE_END_TURN = '{"type":"ForceEndTurn"}'


class FluxStream:
    """Reads and writes one connection.

    Args:
        socket: The connection.
        config: What was asked for.
        begin_s: Where its first sample lies in the session's sound.
    """

    def __init__(self, socket: ProviderSocket, config: DeepgramSttConfig, begin_s: float) -> None:
        self._socket = socket
        self._turns = FluxTurns(begin_s, config.language)
        self._chunk_bytes = 2 * int(CHUNK_S * config.sample_rate_hz)
        self._waiting = b""
        self.give_up = socket.give_up

    async def send_sound(self, data: bytes) -> None:
        """See ``SttStream``; keeps what is too short to be sent."""
        self._waiting += data
        if len(self._waiting) >= self._chunk_bytes:
            data, self._waiting = self._waiting, b""
            await self._socket.send(data)

    async def keep_alive(self) -> None:
        """End the turn under way: no silence will tell Flux that it is over."""
        if self._turns.is_open:
            data, self._waiting = self._waiting, b""
            if data:
                await self._socket.send(data)
            await self._socket.send(FORCE_END_TURN)

    async def told(self) -> AsyncGenerator[Told | None, None]:
        """See ``SttStream``."""
        async for text in self._socket.messages():
            match checked(text):
                case TurnInfo() as turn:
                    for told in self._turns.take(turn):
                        yield told
                case Failure() as failure:
                    said = f"{failure.code}: {failure.description}"[:160]
                    raise ProviderError(
                        f"Deepgram ended the stream ({said})",
                        retryable=True,
                        vendor="deepgram",
                        code=failure.code,
                    )
                case _:
                    yield None
        if not is_done(self._socket):
            raise self._socket.lost()


@contextlib.asynccontextmanager
async def open_flux(config: DeepgramSttConfig, begin_s: float) -> AsyncIterator[FluxStream]:
    """Connect; see ``StreamingSttExtension.open_stream``.

    Raises:
        ProviderError: Deepgram cannot be reached, or refuses.
    """
    async with deepgram_socket(flux_url(config), config) as socket:
        yield FluxStream(socket, config, begin_s)
