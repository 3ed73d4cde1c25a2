"""A conversation by microphone and loudspeaker: a card, a screen and a server."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ten_lite.audio import Rechunker, Resampler, frame_size
from ten_lite.cli.connection import open_socket
from ten_lite.cli.metrics_line import metrics_line, node_line
from ten_lite.cli.mic.card import SoundCard
from ten_lite.cli.mic.playback import Playback
from ten_lite.cli.mic.screen import Screen
from ten_lite.errors import ProtocolError, TenLiteError
from ten_lite.messages import (
    ErrorMessage,
    Message,
    NodeMetrics,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TurnMetrics,
)
from ten_lite.wire.sound_out import SoundOut
from ten_lite.wire.ten_client import (
    decode_server,
    encode_audio,
    encode_config,
    encode_playback_position,
)

__all__ = ["Conversation"]

SPEECH_RATE_HZ: Final = 16_000
FRAME_MS: Final = 20
UNSENT_FRAMES: Final = 100
"""2 s; what the network has not taken by then is too old to be answered."""
REPORT_S: Final = 0.1
ECHO_S: Final = 0.3
"""How long a room and a sound card go on with what was given to the loudspeaker."""


class Conversation:
    """One conversation with one server.

    Args:
        url: The server's WebSocket address.
        card: Hears the user and plays the answers.
        screen: Shows what is said.
        language: Speak this language from the start; "": the server's.
        voice: Be answered by this voice; "": the server's.
        is_half_duplex: Send silence while an answer plays, so that the agent does not hear
            itself; nor can it be interrupted.
        on_open: Called when the server can be spoken to.
    """

    def __init__(
        self,
        url: str,
        card: SoundCard,
        screen: Screen,
        *,
        language: str = "",
        voice: str = "",
        is_half_duplex: bool = False,
        on_open: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_open = on_open
        self._url = url
        self._card = card
        self._screen = screen
        self._config = {"language": language, "voice": voice}
        self._is_half_duplex = is_half_duplex
        self._playback = Playback(card.output_rate_hz)
        self._sound = SoundOut(card.output_rate_hz)
        self._microphone = Resampler(card.input_rate_hz, SPEECH_RATE_HZ, quality="LQ")
        self._frames = Rechunker(frame_size(SPEECH_RATE_HZ, 1, FRAME_MS))
        self._silence = bytes(frame_size(SPEECH_RATE_HZ, 1, FRAME_MS))
        self._unsent: deque[bytes] = deque(maxlen=UNSENT_FRAMES)
        self._has_unsent = asyncio.Event()
        self._must_report = asyncio.Event()
        self._nodes: list[NodeMetrics] = []
        self._sounded_at_s = -math.inf
        self._lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def run(self, stop: asyncio.Event) -> None:
        """Talk until ``stop`` is set.

        Raises:
            TenLiteError: The server cannot be reached, has left or does not speak the protocol,
                or a device cannot be opened or has stopped.
        """
        socket = await open_socket(self._url)
        try:
            if any(self._config.values()):
                await socket.send(encode_config(**self._config))
            await self._talk(socket, stop)
        except ConnectionClosed:
            raise TenLiteError(_left(socket)) from None
        finally:
            self._card.stop()
            self._screen.finish()
            await socket.close()

    async def _talk(self, socket: ClientConnection, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()

        def hear(data: bytes) -> None:
            loop.call_soon_threadsafe(self._hear, data)

        def lose(reason: str) -> None:
            loop.call_soon_threadsafe(self._lose, reason)

        tasks = [
            asyncio.create_task(self._listen(socket), name="call listens"),
            asyncio.create_task(self._speak(socket), name="call speaks"),
            asyncio.create_task(self._report(socket), name="call reports"),
            asyncio.create_task(_lost(self._lost), name="call watches its devices"),
        ]
        stopped = asyncio.create_task(stop.wait(), name="call waits for its end")
        try:
            self._card.start(hear, self._playback.pull, lose)
            self._on_open()
            done, _ = await asyncio.wait((*tasks, stopped), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (*tasks, stopped):
                task.cancel()
            await asyncio.gather(*tasks, stopped, return_exceptions=True)

    def _hear(self, data: bytes) -> None:
        for frame in self._frames.feed(self._microphone.feed(data)):
            self._unsent.append(self._silence if self._is_muted() else frame)
        self._has_unsent.set()

    def _is_muted(self) -> bool:
        if not self._is_half_duplex:
            return False
        now_s = asyncio.get_running_loop().time()
        if self._playback.queued_ms:
            self._sounded_at_s = now_s
        return now_s - self._sounded_at_s < ECHO_S

    def _lose(self, reason: str) -> None:
        if not self._lost.done():
            self._lost.set_result(reason)

    async def _speak(self, socket: ClientConnection) -> None:
        while True:
            await self._has_unsent.wait()
            self._has_unsent.clear()
            while self._unsent:
                await socket.send(encode_audio(self._unsent.popleft()))

    async def _report(self, socket: ClientConnection) -> None:
        told = None
        while True:
            try:
                async with asyncio.timeout(REPORT_S):
                    await self._must_report.wait()
            except TimeoutError:
                pass
            self._must_report.clear()
            position = self._playback.position
            if position is not None and position != told:
                told = position
                await socket.send(encode_playback_position(*position))

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                self._take(decode_server(raw if isinstance(raw, str) else raw.decode()))
        except (ProtocolError, UnicodeDecodeError) as error:
            raise TenLiteError(f"the server does not speak this protocol: {error}") from None
        raise TenLiteError(_left(socket))

    def _take(self, message: Message) -> None:
        match message:
            case PcmFrame():
                self._play(self._sound.feed(message))
            case TtsAudioStart():
                self._playback.start(message.request_id)
            case TtsAudioEnd():
                self._play(self._sound.finish())
                self._playback.end()
            case TtsFlush():
                self._sound.clear()
                self._playback.flush()
                self._must_report.set()  # where it stopped is worth telling at once
            case TextData(data_type="transcribe"):
                self._screen.text(message)
            case NodeMetrics():
                self._nodes.append(message)
            case TurnMetrics():
                self._screen.line(f"       server: {metrics_line(message)}")
                nodes, self._nodes = self._nodes, []
                for node in nodes:
                    self._screen.line(f"       {node_line(node)}")
            case ErrorMessage():
                self._screen.line(f"error: {message.text}")

    def _play(self, data: bytes) -> None:
        if not self._playback.push(data):
            raise TenLiteError("the server sends its sound much faster than it can be played")


async def _lost(reason: asyncio.Future[str]) -> None:
    raise TenLiteError(await reason)


def _left(socket: ClientConnection) -> str:
    reason = f": {socket.close_reason}" if socket.close_reason else ""
    return f"the server has ended the call{reason} (close code {socket.close_code})"
