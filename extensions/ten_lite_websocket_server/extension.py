"""One client's side of the graph: what it sends goes in, what the graph sends goes out."""

from __future__ import annotations

import asyncio
from collections import deque

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    ErrorMessage,
    Message,
    NodeMetrics,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TurnMetrics,
    UserJoined,
)
from ten_lite.runtime import Extension
from ten_lite.wire import ten
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.outbox import Outbox, OutboxFull
from ten_lite_websocket_server.server import WRITE_BUFFER_BYTES

__all__ = ["WebsocketClient"]

ERRORS_PER_S = 10
YIELD_EVERY = 32
POLICY_VIOLATION = 1008
MAX_UTF8_BYTES = 4  # of a character


class WebsocketClient(Extension[WebsocketServerConfig]):
    """Reads and writes the connection of this session's client."""

    async def configure(self) -> None:
        """Take the connection that the server accepted."""
        self._socket: ServerConnection = self.session.client
        self._outbox = Outbox(self.session.fence, sound_ms=self.config.outbox_s * 1000)
        self._errors_at_ms: deque[int] = deque(maxlen=ERRORS_PER_S)

    async def start(self) -> None:
        """Begin to read and to write."""
        self.spawn(self._read(), name="read")
        self.spawn(self._write(), name="write")
        self.send(UserJoined())

    async def drain(self) -> None:
        """Write what waits."""
        await self._outbox.written.wait()

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Play it."""
        self._put(frame)

    def on_text_data(self, text: TextData) -> None:
        """Show it."""
        self._put(text)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        """Tell the client to throw away the sound it has not played yet."""
        self._put(flush)

    def on_tts_pause(self, pause: TtsPause) -> None:
        """Tell it the same: the voice sends the sound again when it goes on."""
        self._put(pause)

    def on_tts_audio_start(self, event: TtsAudioStart) -> None:
        """Tell it."""
        self._put(event)

    def on_tts_audio_end(self, event: TtsAudioEnd) -> None:
        """Tell it."""
        self._put(event)

    def on_error(self, error: ErrorMessage) -> None:
        """Tell it."""
        self._put(error)

    def on_metrics(self, metrics: TurnMetrics) -> None:
        """Tell it."""
        self._put(metrics)

    def on_node_metrics(self, metrics: NodeMetrics) -> None:
        """Tell it."""
        self._put(metrics)

    def _put(self, message: Message) -> None:
        try:
            self._outbox.put(message)
        except OutboxFull:
            self.session.end("the client reads too slowly", POLICY_VIOLATION)

    async def _write(self) -> None:
        socket, outbox = self._socket, self._outbox
        try:
            while True:
                message = await outbox.get()
                text = ten.encode(message)
                if text is None:
                    continue
                if (
                    not socket.transport.get_write_buffer_size()
                    and MAX_UTF8_BYTES * len(text) < WRITE_BUFFER_BYTES
                ):
                    await socket.send(text)  # fits in the buffer: it will not wait for the client
                else:
                    async with asyncio.timeout(self.config.slow_client_s):
                        await socket.send(text)
        except TimeoutError:
            self.session.end("the client reads too slowly", POLICY_VIOLATION)
        except ConnectionClosed:
            self.session.end("the client left")
        finally:
            outbox.written.set()  # nobody will write the rest

    async def _read(self) -> None:
        config = self.config
        try:
            taken = 0
            async for raw in self._socket:
                taken += 1
                if taken % YIELD_EVERY == 0:  # a flood must not hold up the other sessions
                    await asyncio.sleep(0)
                try:
                    message = ten.decode(
                        raw, sample_rate_hz=config.sample_rate_hz, channels=config.channels
                    )
                except ProtocolError as error:
                    self._refuse(error)
                    continue
                self.send(message)
                await self.room()
        except ConnectionClosed:
            pass
        self.session.end("the client left")

    def _refuse(self, error: ProtocolError) -> None:
        """Say what was wrong, at most ten times a second."""
        now_ms = self.now_ms()
        recent = self._errors_at_ms
        if len(recent) == ERRORS_PER_S and now_ms - recent[0] < 1000:
            return
        recent.append(now_ms)
        message = ErrorMessage(str(error), node=self.name, code="bad_message")
        self.session.fence.stamp(message)
        self._put(message)
