"""A server as the stage of a scenario, on the wall clock."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from ten_lite.audio import Resampler, read_wav
from ten_lite.cli.line import LineLost, PlainLine
from ten_lite.errors import ProtocolError
from ten_lite.testing.scenario.record import Event, Record
from ten_lite.testing.scenario.run import check, play_on
from ten_lite.testing.scenario.steps import ModelReply, Speech, Step
from ten_lite.wire.client_outbox import Kind
from ten_lite.wire.ten_client import encode_interrupt, encode_playback_position, encode_text

__all__ = ["LiveStage", "run_live"]

FRAME_MS = 20
REPORT_S = 0.1
NOT_BROKEN = "the connection to a server is not broken on purpose; test the graph instead"
REFUSED = {
    "tool_called": "a server does not tell its clients which tools it calls",
    "model_replies": "a server's model says what it wants; leave the step out, or test the graph",
    "user_leaves": NOT_BROKEN,
    "user_comes_back": NOT_BROKEN,
}


async def run_live(url: str, script: Sequence[Step], *, folder: Path) -> Sequence[Event]:
    """Hold a conversation with the server at ``url``, as ``script`` has it.

    Args:
        url: ``ws://`` or ``wss://``.
        script: The steps.
        folder: What paths of recordings start from.

    Returns:
        What happened, with times.

    Raises:
        ConversationFailed: It went another way.
        StepRefused: A step cannot be played with a server.
        TenLiteError: Nobody answers there, or a recording cannot be read.
    """
    stage = LiveStage(url, folder=folder)
    check(stage, script)
    async with stage:
        return await play_on(stage, script)


class LiveStage:
    """A call to a server, used as ``async with``; like a microphone it never stops sending.

    Args:
        url: The server's WebSocket address.
        folder: What paths of recordings start from.
    """

    word_ms = 0
    unused_replies: Sequence[ModelReply] = ()

    def __init__(self, url: str, *, folder: Path) -> None:
        self._url = url
        self._folder = folder
        self._to_say = bytearray()
        self._has_said = asyncio.Event()
        self._told: tuple[str, int] | None = None
        self.record = Record()

    async def __aenter__(self) -> Self:
        self._line = await PlainLine.open(self._url)
        self._tasks = [
            asyncio.create_task(self._listen(), name="scenario listens"),
            asyncio.create_task(self._speak(), name="scenario speaks"),
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

    def refusal(self, step: Step) -> str:
        """Why ``step`` cannot be played here; "" when it can."""
        asked = step.user_interrupts
        speech = step.user_says or (asked and asked.says)
        if speech and speech.wav is None:
            return "a server hears sound: give a wav, or let the user type"
        if asked and asked.after_words is not None:
            return "a server does not tell how long a word is: use after_ms"
        return REFUSED.get(step.kind, "")

    async def say(self, speech: Speech) -> None:
        """Speak the recording."""
        assert speech.wav is not None
        wav = read_wav(self._folder / speech.wav)
        resampler = Resampler(wav.sample_rate_hz, self._line.sample_rate_hz)
        self._has_said.clear()
        self._to_say += resampler.feed(wav.data) + resampler.flush()
        await self.record.until(lambda: self._has_said.is_set() or bool(self.record.end), 3600)

    async def write(self, text: str) -> None:
        """Type it."""
        await self._tell(encode_text(text), Kind.TEXT)

    async def ask_for_silence(self) -> None:
        """Have the answer stop without a word."""
        await self._tell(encode_interrupt())

    async def leave(self) -> None:
        """Never called; see ``refusal``."""
        raise NotImplementedError

    async def come_back(self) -> None:
        """Never called; see ``refusal``."""
        raise NotImplementedError

    def reply(self, replies: Sequence[ModelReply]) -> None:
        """Never called; see ``refusal``."""
        raise NotImplementedError

    async def _tell(self, text: str, kind: Kind = Kind.MOMENT) -> None:
        try:
            await self._line.tell(text, kind)
        except LineLost as lost:
            self.record.ended(str(lost))

    async def _listen(self) -> None:
        try:
            async for message in self._line.messages():
                self.record.take(message)
        except LineLost as lost:
            self.record.ended(str(lost))
        except ProtocolError as error:
            self.record.ended(f"the server does not speak this protocol: {error}")

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        size = 2 * self._line.sample_rate_hz * FRAME_MS // 1000
        next_s = report_s = loop.time()
        try:
            while True:
                next_s += FRAME_MS / 1000  # an absolute schedule: a late frame delays no other
                await asyncio.sleep(max(0.0, next_s - loop.time()))
                frame = bytes(self._to_say[:size]).ljust(size, b"\0")
                del self._to_say[:size]
                await self._line.sound(frame)
                if not self._to_say:
                    self._has_said.set()
                if loop.time() >= report_s:
                    report_s = loop.time() + REPORT_S
                    await self._report(loop.time())
        except LineLost as lost:
            self.record.ended(str(lost))

    async def _report(self, now_s: float) -> None:
        position = self.record.player.position(now_s)
        if position is not None and position != self._told:
            self._told = position
            await self._line.tell(encode_playback_position(*position))
