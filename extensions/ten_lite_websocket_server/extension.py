"""One client's side of the graph: what it sends goes in, what the graph sends goes out."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable

from ten_lite.errors import CommandError, ProtocolError
from ten_lite.messages import (
    EndOfSpeech,
    ErrorMessage,
    Message,
    NodeMetrics,
    PcmFrame,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolRegister,
    ToolResult,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TurnMetrics,
    UserJoined,
    UserLeft,
)
from ten_lite.runtime import CommandResults, Extension
from ten_lite.wire.codec import Codec, Hangup, NotDone, Reply, ToolDone, Wire
from ten_lite.wire.resume import PING
from ten_lite_websocket_server.caller import Caller
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.line import SLOW, LineClosed
from ten_lite_websocket_server.not_connected import is_missed, not_connected
from ten_lite_websocket_server.outbox import Outbox, OutboxFull
from ten_lite_websocket_server.throttle import Throttle

__all__ = ["WebsocketClient"]

ERRORS_PER_S = 10
YIELD_EVERY = 32
STOPPED_S = 2.0
"""A client acknowledges a flush at once, or with everything else within a second."""
BURST_S = 10.0
"""So much of what a client may send in that time it may send at once, when it is back say."""


class WebsocketClient(Extension[WebsocketServerConfig]):
    """Reads and writes the connection of this session's client."""

    async def configure(self) -> None:
        """Take the client that the server brought."""
        config, now_s = self.config, self._now_s()
        self._client: Caller = self.session.client
        self._line = self._client.line
        codec = self.state.get("codec")  # what a protocol knows of its client outlives a restart
        self._is_new = codec is None
        self._codec: Codec = codec or self._client.codec(self.session.id)
        self.state["codec"] = self._codec
        self._outbox = Outbox(self.session.fence, sound_ms=config.outbox_s * 1000)
        self._calls: dict[str, asyncio.Future[ToolResult]] = {}
        self._not_connected: set[type[Message]] = self.state.setdefault("not connected", set())
        self._welcome: asyncio.Task[None] | None = None
        self._must_stop = False
        self._stops_at = 0
        self._errors_at_ms: deque[int] = deque(maxlen=ERRORS_PER_S)
        messages, sound = config.max_messages_per_s, config.max_sound_rate
        self._messages = Throttle(messages, messages * BURST_S, now_s)
        self._sound = Throttle(sound, sound * BURST_S, now_s)

    async def start(self) -> None:
        """Begin to read and to write."""
        self._line.changed = self._client_changed
        self.spawn(self._read(), name="read")
        self.spawn(self._write(), name="write")
        if self._client.resume_token:
            self.spawn(self._keep_alive(), name="keep alive")
        if self._is_new:
            said = [{"role": role, "content": text} for role, text in self._client.history]
            self.send(UserJoined(history=tuple(said)))

    async def drain(self) -> None:
        """Write what waits, unless there is nobody to read it."""
        if not self._line.is_away:
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
        self._must_stop = True
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

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        """Tell it."""
        self._put(event)

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        """Tell it."""
        self._put(event)

    async def on_tool_call(self, call: ToolCall) -> ToolResult:
        """Let the client use its tool, and wait for what comes of it."""
        done: asyncio.Future[ToolResult] = asyncio.get_running_loop().create_future()
        self._calls[call.call_id] = done
        try:
            self._put(call)
            return await done
        finally:
            self._calls.pop(call.call_id, None)

    def _put(self, message: Message | Reply) -> None:
        try:
            self._outbox.put(message)
        except OutboxFull:
            self.session.end(SLOW.reason, SLOW.code)

    def _client_changed(self, is_away: bool) -> None:
        if self._welcome is not None:
            self._welcome.cancel()
        if is_away:
            self._welcome = None
            self._must_stop = False
            self.send(UserLeft())
        else:
            self._welcome = self.spawn(self._greet_again(), name="greet again")

    async def _greet_again(self) -> None:
        """Say that the user is back, when it has stopped and told where it was in the sound."""
        if self._must_stop:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOPPED_S):
                    await self._outbox.written.wait()
                    await self._line.received(self._stops_at)
        self.send(UserJoined(is_back=True))

    async def _write(self) -> None:
        line, outbox = self._line, self._outbox
        try:
            if self._is_new:
                if self._client.resume_token:
                    await line.tell(self._client.ready(self.session.id, codec=self._codec))
                for wire in self._codec.open():
                    await line.write(wire)
            while True:
                message = await outbox.get()
                for wire in self._wires(message):
                    await line.write(wire)
                if isinstance(message, TtsPause):
                    self._stops_at = line.written
        except LineClosed as closed:
            self.session.end(closed.parting.reason, closed.parting.code)
        finally:
            outbox.written.set()  # nobody will write the rest

    def _wires(self, message: Message | Reply) -> Iterable[Wire]:
        return (message.wire,) if isinstance(message, Reply) else self._codec.encode(message)

    async def _read(self) -> None:
        taken = 0
        try:
            while True:
                taken += 1
                if taken % YIELD_EVERY == 0:  # a flood must not hold up the other sessions
                    await asyncio.sleep(0)
                wait_s = 0.0
                try:
                    wire = await self._line.read()
                    wait_s = self._messages.take(1, self._now_s())
                    for message in self._codec.decode(wire):
                        self._take(message)
                        if isinstance(message, PcmFrame):
                            sound_s = message.duration_ms / 1000
                            wait_s = max(wait_s, self._sound.take(sound_s, self._now_s()))
                        if isinstance(message, TextData):  # in doubt a client says it again
                            await self._line.acknowledge()
                except ProtocolError as error:
                    self._refuse(error)
                await self.room()
                if wait_s:
                    await asyncio.sleep(wait_s)
        except LineClosed as closed:
            self.session.end(closed.parting.reason, closed.parting.code)

    def _take(self, message: Message | Reply | Hangup | ToolDone) -> None:
        if isinstance(message, Reply):
            self._put(message)
        elif isinstance(message, ToolDone):
            done = self._calls.get(message.call_id)
            if done is not None and not done.done():  # else the control has given up waiting
                done.set_result(message.result)
        elif isinstance(message, Hangup):
            self.session.end(message.reason)
        elif not self.is_connected(type(message)):
            if type(message) not in self._not_connected and is_missed(message):
                self._not_connected.add(type(message))  # once, as sound comes all the time
                self._tell(not_connected(message, self.name))
        elif isinstance(message, ToolRegister):
            self._offer(message)
        else:
            self.send(message)

    def _offer(self, offer: ToolRegister) -> None:
        """Have a tool of the client offered to the model, and say why if it is not."""
        try:
            results = self.call(offer)  # at once: what the client says next comes after it
        except CommandError as error:
            self._not_offered(offer, error)
        else:
            self.spawn(self._offered(offer, results), name="offer a tool")

    async def _offered(self, offer: ToolRegister, results: CommandResults) -> None:
        try:
            await results.result()
        except CommandError as error:
            self._not_offered(offer, error)

    def _not_offered(self, offer: ToolRegister, error: CommandError) -> None:
        text = f'The tool "{offer.tool.get("name")}" is not offered: {error}'
        self._refuse(NotDone(text, code="tool_refused", message=offer))

    async def _keep_alive(self) -> None:
        """Browsers cannot see pings of WebSockets; what comes is acknowledged at the latest now."""
        while True:
            await asyncio.sleep(self.config.ping_interval_s)
            await self._line.tell(PING)
            await self._line.acknowledge()

    def _refuse(self, error: ProtocolError) -> None:
        """Say what was wrong or was not done, at most ten times a second."""
        now_ms = self.now_ms()
        recent = self._errors_at_ms
        if len(recent) == ERRORS_PER_S and now_ms - recent[0] < 1000:
            return
        recent.append(now_ms)
        self._tell(error)

    def _tell(self, error: ProtocolError) -> None:
        is_valid = isinstance(error, NotDone)
        what = "is not done" if is_valid else "is not of its protocol"
        self.log.info("the client sent what %s: %s", what, error)
        for wire in self._codec.refuse(error):
            self._put(Reply(wire))

    def _now_s(self) -> float:
        return self.now_ms() / 1000
