"""A caller: speaks recorded sound to a server in real time and keeps what comes back."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from ten_lite.audio import Wav, frame_size, speech_end_ms
from ten_lite.cli.lasting_line import LastingLine
from ten_lite.cli.line import CallLine, LineLost, PlainLine
from ten_lite.errors import ProtocolError, TenLiteError
from ten_lite.messages import (
    ErrorMessage,
    NodeMetrics,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TurnMetrics,
)
from ten_lite.wire.client_outbox import Kind
from ten_lite.wire.payload import to_wire
from ten_lite.wire.player import Player
from ten_lite.wire.ten_client import encode_config, encode_playback_position, encode_text

__all__ = ["Caller", "Turn"]

FRAME_MS = 20
GREETING_WAIT_S = 0.3
HARMLESS = ("node_fallback", "config_refused")
"""Codes of errors after which the answer still comes."""
PAUSE_AFTER_ANSWER_S = 0.3
REPORT_S = 0.1


@dataclass(slots=True)
class Turn:
    """One question and its answer; times in milliseconds after the user's last sound.

    Attributes:
        heard: What the server understood.
        answer: What it answered, as text.
        transcript_ms: When the final transcript came.
        first_text_ms: When the first text of the answer came.
        first_audio_ms: When the first sound of the answer came.
        sound: The answer's sound: 16-bit mono PCM at the server's rate.
        ended: The server said that the answer is complete.
        metrics: The server's own record, once it came.
        nodes: What the server's nodes measured meanwhile.
    """

    heard: str = ""
    answer: str = ""
    transcript_ms: int | None = None
    first_text_ms: int | None = None
    first_audio_ms: int | None = None
    sound: bytearray = field(default_factory=bytearray)
    ended: bool = False
    metrics: TurnMetrics | None = None
    nodes: list[NodeMetrics] = field(default_factory=list)

    def report(self, sample_rate_hz: int) -> dict[str, Any]:
        """The turn as ``ten-lite call --json`` prints it."""
        return {
            "heard": self.heard,
            "answer": self.answer,
            "transcript_ms": self.transcript_ms,
            "first_text_ms": self.first_text_ms,
            "first_audio_ms": self.first_audio_ms,
            "audio_s": round(len(self.sound) / (2 * sample_rate_hz), 3),
            "metrics": to_wire(self.metrics) if self.metrics is not None else None,
            "nodes": [to_wire(node) for node in self.nodes],
        }


class Caller:
    """One connection to a server, used as ``async with Caller(url) as caller``.

    Like a microphone it never stops sending: when it does not speak, it sends silence. While an
    answer plays it tells every 100 ms how much of it was played.

    Args:
        url: The server's WebSocket address.
        sample_rate_hz: The sound format the server expects.
        answer_timeout_s: Longest wait for an answer to end.
        is_answered: Whether answers are expected; if not, a turn is over with its transcript.
        is_lasting: Connect again when the connection breaks, and go on with the conversation.
        tell_user: Is told when the connection is lost and found.

    Attributes:
        errors: Error messages the server sent, in order.
        sample_rate_hz: Rate of the answers' sound, once there was one.
    """

    def __init__(
        self,
        url: str,
        *,
        sample_rate_hz: int = 16_000,
        answer_timeout_s: float = 60.0,
        is_answered: bool = True,
        is_lasting: bool = False,
        tell_user: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._is_answered = is_answered
        self._is_lasting = is_lasting
        self._tell_user = tell_user
        self.url = url
        self.errors: list[str] = []
        self.sample_rate_hz = sample_rate_hz
        self._input_rate_hz = sample_rate_hz
        self._answer_timeout_s = answer_timeout_s
        self._to_say = bytearray()
        self._frame_bytes = frame_size(sample_rate_hz, 1, FRAME_MS)
        self._silence = bytes(self._frame_bytes)
        self._turn = Turn()
        self._end_ms: int | None = None
        self._said_at_s = -math.inf  # inf: it is not said yet
        self._changed = asyncio.Event()
        self._closed = self._is_lost = False
        self._player = Player()
        self._reported: tuple[str, int] | None = None
        self._report_at_s = 0.0
        self._cut: tuple[str, Turn] | None = None  # the answer that was flushed, and its turn

    async def __aenter__(self) -> Self:
        self._line: CallLine = (
            await LastingLine(self.url, tell_user=self._tell_user).open()
            if self._is_lasting
            else await PlainLine.open(self.url)
        )
        if self._line.sample_rate_hz != self._input_rate_hz:
            await self._line.close()
            raise TenLiteError(
                f"the server wants sound at {self._line.sample_rate_hz} Hz; this call can only "
                f"speak at {self._input_rate_hz} Hz"
            )
        self._tasks = [
            asyncio.create_task(self._listen(), name="caller listens"),
            asyncio.create_task(self._speak(), name="caller speaks"),
        ]
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._line.close()

    async def hear_greeting(self) -> None:
        """Wait until a greeting, if there is one, has been spoken."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + GREETING_WAIT_S
        try:
            async with asyncio.timeout_at(until_s):
                while not self._turn.answer and not self._closed:
                    await self._change()
        except TimeoutError:
            return
        if self._turn.answer:
            await self._answer_played(loop.time() + self._answer_timeout_s)

    async def say(self, wav: Wav) -> Turn:
        """Speak ``wav`` (mono, at the server's rate) and hear the answer to its end."""
        self._begin()
        self._said_at_s = math.inf
        self._end_ms = speech_end_ms(wav.data, wav.sample_rate_hz)
        self._to_say += wav.data
        return await self._hear(len(wav.data) / (2 * wav.sample_rate_hz))

    async def write(self, text: str) -> Turn:
        """Send ``text`` as if typed, and hear the answer to its end."""
        self._begin()
        self._said_at_s = asyncio.get_running_loop().time()
        try:
            await self._line.tell(encode_text(text), Kind.TEXT)
        except LineLost:
            self._hang_up()
        self._turn.heard = text
        self._turn.transcript_ms = 0
        return await self._hear(0.0)

    async def change(self, *, language: str = "", voice: str = "") -> None:
        """Ask for another language or voice; "" leaves one as it is."""
        try:
            await self._line.tell(encode_config(language=language, voice=voice), Kind.SETTING)
        except LineLost:
            self._hang_up()

    def _begin(self) -> None:
        self._turn = Turn()
        self._cut = None
        self._is_lost = False

    async def _hear(self, length_s: float) -> Turn:
        loop = asyncio.get_running_loop()
        before = len(self.errors)
        deadline_s = loop.time() + length_s + self._answer_timeout_s
        heard = await self._answer_played(deadline_s)
        if not heard and len(self.errors) == before:
            what = "complete answer" if self._is_answered else "transcript"
            self.errors.append(
                f"the connection was closed before there was a {what}"
                if self._closed
                else f"no {what} within {self._answer_timeout_s:g} s"
            )
        return self._turn

    async def _answer_played(self, deadline_s: float) -> bool:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(deadline_s):
                while True:
                    while not self._turn.ended:
                        if self._closed or self._is_lost:
                            return False
                        await self._change()
                    pause_s = self._player.until_s - loop.time() + PAUSE_AFTER_ANSWER_S
                    await asyncio.sleep(max(PAUSE_AFTER_ANSWER_S, pause_s))
                    if self._turn.ended:  # and was not flushed while it played
                        return True
        except TimeoutError:
            return self._turn.ended

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        size = self._frame_bytes
        try:
            while True:
                next_s += FRAME_MS / 1000  # an absolute schedule: a late frame delays no other
                await asyncio.sleep(max(0.0, next_s - loop.time()))
                if self._to_say:
                    if self._end_ms is not None:  # a frame is sent when its sound is over
                        self._said_at_s = next_s + (self._end_ms - FRAME_MS) / 1000
                        self._end_ms = None
                    data = bytes(self._to_say[:size]).ljust(size, b"\0")
                    del self._to_say[:size]
                    await self._line.sound(data)
                else:
                    await self._line.sound(self._silence)
                await self._report(loop.time())
        except LineLost:
            self._hang_up()

    async def _report(self, now_s: float) -> None:
        position = self._player.position(now_s)
        if position is not None and position != self._reported and now_s >= self._report_at_s:
            self._reported, self._report_at_s = position, now_s + REPORT_S - FRAME_MS / 2000
            await self._line.tell(encode_playback_position(*position))

    async def _listen(self) -> None:
        try:
            async for message in self._line.messages():
                self._take(message)
                self._changed.set()
        except LineLost:
            pass
        except ProtocolError as error:
            self.errors.append(f"the server does not speak this protocol: {error}")
        finally:
            self._hang_up()

    def _go_on_after_a_pause(self) -> None:
        """If sound of the flushed answer comes again, it was not an interruption."""
        cut, self._cut = self._cut, None
        if cut is not None and cut[0] == self._player.request_id:
            turn, before = self._turn, cut[1]
            turn.first_audio_ms, turn.first_text_ms = before.first_audio_ms, before.first_text_ms
            turn.answer = turn.answer or before.answer

    def _hang_up(self) -> None:
        self._closed = True
        self._changed.set()

    def _take(self, message: object) -> None:
        turn, now_s = self._turn, asyncio.get_running_loop().time()
        # an answer to the beginning of what is still being said is not the one to measure
        is_said = now_s >= self._said_at_s
        after_ms = 0 if math.isinf(self._said_at_s) else round((now_s - self._said_at_s) * 1000)
        match message:
            case PcmFrame():
                self._go_on_after_a_pause()
                if turn.first_audio_ms is None and is_said:
                    turn.first_audio_ms = after_ms
                self.sample_rate_hz = message.sample_rate_hz
                turn.sound += message.data
                self._player.add(message.duration_ms / 1000, now_s)
            case TtsAudioStart():
                self._player.start(message.request_id)
            case TextData(role="user"):
                if message.is_final:
                    turn.heard = f"{turn.heard} {message.text}".strip()
                    turn.transcript_ms = after_ms
                    turn.ended = turn.ended or (is_said and not self._is_answered)
            case TextData(role="assistant", data_type="transcribe"):  # not what it thinks
                if turn.first_text_ms is None and is_said:
                    turn.first_text_ms = after_ms
                turn.answer = message.text
            case TtsAudioEnd(reason="end"):
                turn.ended = is_said
            case TurnMetrics() if turn.ended:  # or it is of an answer to half of the question
                turn.metrics = message
            case NodeMetrics():
                turn.nodes.append(message)
            case TtsFlush():  # what was not played yet is thrown away, and the answer begins anew
                played = self._player.position(now_s)
                self._cut = (played[0], copy(turn)) if played else None
                unplayed = 2 * int(self._player.flush(now_s) * self.sample_rate_hz)
                if unplayed:
                    del turn.sound[-unplayed:]
                self._report_at_s = now_s  # where it stopped is worth telling at once
                turn.first_audio_ms = turn.first_text_ms = None
                turn.answer = ""
                turn.ended = False
            case ErrorMessage():
                self.errors.append(message.text)
                self._is_lost = self._is_lost or message.code not in HARMLESS
