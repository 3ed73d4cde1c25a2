"""One connection to AssemblyAI, in the words of ``ten_lite.kinds.stt_stream``.

AssemblyAI's SDK is not used. Its asyncio client keeps what it could not send yet without limit,
tries again by itself, tells failures to callbacks only, and takes up to 17 s to be left; the
messages are few and plain.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

from ten_lite.errors import ProviderError
from ten_lite.kinds.provider_socket import ProviderSocket, open_socket
from ten_lite.kinds.stt_stream import LikelyOver, Progress, SpeechBegan, SpeechOver, Told, Words
from ten_lite_assemblyai.config import MULTI, AssemblyAiSttConfig
from ten_lite_assemblyai.failure import EXPIRED, refusal
from ten_lite_assemblyai.request import stream_url
from ten_lite_assemblyai.turns import Turns
from ten_lite_assemblyai.wire import Begin, Failure, Silence, SpeechStarted, Turn, checked

__all__ = ["AssemblyAiStream", "open_stream"]

VERSION = "2025-05-12"
FORCE_ENDPOINT = '{"type":"ForceEndpoint"}'
TERMINATE = '{"type":"Terminate"}'
SHORTEST_S = 0.05
"""AssemblyAI ends the session of who sends less at once."""


class AssemblyAiStream:
    """Reads and writes one connection.

    Args:
        socket: The connection, on which the session has begun.
        config: What was asked for.
        begin_s: Where its first sample lies in the session's sound.
    """

    def __init__(self, socket: ProviderSocket, config: AssemblyAiSttConfig, begin_s: float) -> None:
        self._socket = socket
        self._begin_ms = round(1000 * begin_s)
        self._language = config.language
        self._turns = Turns(
            formats_later=config.format_turns and not config.is_pro,
            likely_end_confidence=config.likely_end_confidence if config.is_pro else 2.0,
        )
        self._shortest_bytes = 2 * int(SHORTEST_S * config.sample_rate_hz)
        self._waiting = b""
        self.give_up = socket.give_up

    async def send_sound(self, data: bytes) -> None:
        """See ``SttStream``; keeps what is too short to be sent."""
        self._waiting += data
        if len(self._waiting) >= self._shortest_bytes:
            data, self._waiting = self._waiting, b""
            await self._socket.send(data)

    async def keep_alive(self) -> None:
        """End the turn under way: no silence will tell AssemblyAI that it is over."""
        if self._turns.is_open:
            await self._socket.send(FORCE_ENDPOINT)

    async def told(self) -> AsyncGenerator[Told | None, None]:
        """See ``SttStream``."""
        async for text in self._socket.messages():
            match checked(text):
                case Turn() as turn:
                    for told in self._turns.take(turn):
                        yield self._placed(told)
                case SpeechStarted(timestamp=at_ms):
                    self._turns.began(at_ms)
                    yield self._placed(SpeechBegan(at_ms))
                case Silence(end_ms=end_ms):
                    yield self._placed(Progress(end_ms, is_final=not self._turns.is_open))
                case Failure() as failure:
                    if failure.error_code == EXPIRED:
                        return
                    raise refusal(failure.error_code or 0, failure.error)
                case _:
                    yield None
        if self._socket.close_code != EXPIRED:
            raise closed(self._socket)

    def _placed(self, told: Told) -> Told:
        """The same, counted from the beginning of the session."""
        place = self._begin_ms
        match told:
            case Words():
                return replace(
                    told,
                    start_ms=place + told.start_ms,
                    end_ms=place + told.end_ms,
                    language=self._named(told.language),
                )
            case Progress():
                return replace(told, until_ms=place + told.until_ms)
            case SpeechBegan() | SpeechOver() | LikelyOver():
                return replace(told, at_ms=place + told.at_ms)
            case _:
                return told

    def _named(self, detected: str) -> str:
        """The code that was asked for, if it is the same language; "" where nothing is known."""
        if not detected or self._language == MULTI:
            return detected
        is_same = self._language.split("-")[0].lower() == detected.split("-")[0].lower()
        return "" if is_same else detected


@contextlib.asynccontextmanager
async def open_stream(
    config: AssemblyAiSttConfig, begin_s: float
) -> AsyncIterator[AssemblyAiStream]:
    """Connect and wait for the session; see ``StreamingSttExtension.open_stream``.

    Raises:
        ProviderError: AssemblyAI cannot be reached, or refuses.
    """
    loop = asyncio.get_running_loop()
    until_s = loop.time() + config.connect_timeout_s
    socket = await open_socket(
        stream_url(config),
        {
            "Authorization": config.api_key.get_secret_value(),
            "AssemblyAI-Version": VERSION,
        },
        label="AssemblyAI",
        vendor="assemblyai",
        timeout_s=config.connect_timeout_s,
        refusal=refusal,
    )
    try:
        try:
            async with asyncio.timeout_at(until_s):
                await _begun(socket)
        except TimeoutError:
            raise ProviderError(
                f"AssemblyAI began no session within {config.connect_timeout_s:g} s",
                retryable=True,
                vendor="assemblyai",
                code="timeout",
            ) from None
        yield AssemblyAiStream(socket, config, begin_s)
    finally:
        await socket.close(TERMINATE)  # a session that is not ended is paid for three hours


async def _begun(socket: ProviderSocket) -> None:
    """Wait for ``Begin``: keys and parameters are checked after the handshake."""
    async for text in socket.messages():
        match checked(text):
            case Begin():
                return
            case Failure() as failure:
                raise refusal(failure.error_code or 0, failure.error)
    raise closed(socket)


def closed(socket: ProviderSocket) -> ProviderError:
    """Why the connection is gone, where only its close code tells."""
    code, lost = socket.close_code or 0, socket.lost()
    refused = refusal(code, str(lost))
    return lost if refused.retryable else refused
