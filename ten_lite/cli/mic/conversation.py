"""A conversation by microphone and loudspeaker: a card, a screen and a server."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable
from typing import Final

from ten_lite.audio import Rechunker, Resampler, frame_size
from ten_lite.cli.lasting_line import LastingLine
from ten_lite.cli.line import CallLine, PlainLine
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
from ten_lite.wire.client_outbox import Kind
from ten_lite.wire.sound_out import SoundOut
from ten_lite.wire.ten_client import encode_config, encode_playback_position

__all__ = ["Conversation"]

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
        is_lasting: Connect again when the connection breaks, and go on with the conversation.
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
        is_lasting: bool = False,
        on_open: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_open = on_open
        self._url = url
        self._card = card
        self._screen = screen
        self._config = {"language": language, "voice": voice}
        self._is_half_duplex = is_half_duplex
        self._is_lasting = is_lasting
        self._playback = Playback(card.output_rate_hz)
        self._sound = SoundOut(card.output_rate_hz)
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
        line = await self._open()
        try:
            if any(self._config.values()):
                await line.tell(encode_config(**self._config), Kind.SETTING)
            await self._talk(line, stop)
        except ProtocolError as error:
            raise TenLiteError(f"the server does not speak this protocol: {error}") from None
        finally:
            self._card.stop()
            self._screen.finish()
            await line.close()

    async def _open(self) -> CallLine:
        if self._is_lasting:
            return await LastingLine(self._url, tell_user=self._screen.line).open()
        return await PlainLine.open(self._url)

    async def _talk(self, line: CallLine, stop: asyncio.Event) -> None:
        loop, rate_hz = asyncio.get_running_loop(), line.sample_rate_hz
        microphone = Resampler(self._card.input_rate_hz, rate_hz, quality="LQ")
        frames = Rechunker(frame_size(rate_hz, 1, FRAME_MS))

        def take(data: bytes) -> None:
            self._hear(frames.feed(microphone.feed(data)))

        def hear(data: bytes) -> None:
            loop.call_soon_threadsafe(take, data)

        def lose(reason: str) -> None:
            loop.call_soon_threadsafe(self._lose, reason)

        tasks = [
            asyncio.create_task(self._listen(line), name="call listens"),
            asyncio.create_task(self._speak(line), name="call speaks"),
            asyncio.create_task(self._report(line), name="call reports"),
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

    def _hear(self, frames: list[bytes]) -> None:
        for frame in frames:
            self._unsent.append(bytes(len(frame)) if self._is_muted() else frame)
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

    async def _speak(self, line: CallLine) -> None:
        while True:
            await self._has_unsent.wait()
            self._has_unsent.clear()
            while self._unsent:
                await line.sound(self._unsent.popleft())

    async def _report(self, line: CallLine) -> None:
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
                await line.tell(encode_playback_position(*position))

    async def _listen(self, line: CallLine) -> None:
        async for message in line.messages():
            self._take(message)

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
