"""What the client of a scenario sees and hears, as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from ten_lite.messages import (
    ErrorMessage,
    Message,
    PcmFrame,
    TextData,
    ToolCall,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
)
from ten_lite.wire.player import Player

__all__ = ["HARMLESS", "Answer", "Event", "Record"]

HARMLESS = ("node_fallback", "config_refused")
"""Codes of errors after which the answer still comes."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at_s: Seconds from the beginning.
        text: In words.
    """

    at_s: float
    text: str


@dataclass(slots=True)
class Answer:
    """Something the bot says.

    Attributes:
        stream_id: As in ``TextData``.
        text: The whole text so far.
        is_final: Whether that is all.
    """

    stream_id: int
    text: str
    is_final: bool = False


@dataclass(slots=True)
class Record:
    """Takes what comes to the client, and keeps what a script may ask for.

    Attributes:
        events: What happened, for reports.
        answers: What the bot has said and no step has asked for yet.
        calls: Tool calls no step has asked for yet.
        errors: What the client was told and no step has asked for yet, but for harmless things.
        flushes: How often an answer was stopped.
        end: Why the session ended; "" while it goes on.
        player: Plays the sound.
        has_voice: Whether answers are expected to sound.
    """

    events: list[Event] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    errors: list[ErrorMessage] = field(default_factory=list)
    flushes: int = 0
    end: str = ""
    player: Player = field(default_factory=Player)
    has_voice: bool = True
    _done: set[str] = field(default_factory=set)
    _begun: set[str] = field(default_factory=set)
    _ended: set[str] = field(default_factory=set)
    _waiting: asyncio.Event = field(default_factory=asyncio.Event)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _began_s: float = 0.0

    def __post_init__(self) -> None:
        self._began_s = self._loop.time()

    @property
    def now_s(self) -> float:
        """Seconds from the beginning."""
        return self._loop.time() - self._began_s

    def note(self, text: str) -> None:
        """Write down that something happened."""
        self.events.append(Event(self.now_s, text))
        self._waiting.set()

    def take(self, message: Message) -> None:
        """Something has come."""
        match message:
            case TextData(role="assistant", data_type="transcribe"):
                self._show(message)
            case TtsAudioStart():
                self.player.start(message.request_id)
                self._begun.add(message.request_id)
            case PcmFrame():
                self.player.add(message.duration_ms / 1000, self._loop.time())
            case TtsAudioEnd():
                self._ended.add(message.request_id)
            case TtsPause():
                self.player.flush(self._loop.time())
            case TtsFlush():
                self._stop()
            case ErrorMessage() if message.code not in HARMLESS:
                self.errors.append(message)
                self.note(f"error: {message.text} ({message.code})")
            case ToolCall():
                self.calls.append(message)
                self.note(f"tool called: {message.tool_name} {dict(message.arguments)}")
        self._waiting.set()

    def _stop(self) -> None:
        is_unheard = self.has_voice and not self.played_ms
        self.player.flush(self._loop.time())
        self.flushes += 1
        if is_unheard and self.answers:  # the user went on speaking, and it was never said
            self.take_answer()
            self.note("the bot was stopped before anything of it was heard")
        else:
            self.note("the bot was stopped")

    def _show(self, text: TextData) -> None:
        last = self.answers[-1] if self.answers else None
        if last is None or last.is_final or last.stream_id != text.stream_id:
            self.answers.append(last := Answer(text.stream_id, text.text))
        last.text, last.is_final = text.text, text.is_final
        if text.is_final:
            self.note(f'the bot said "{text.text}"')

    def ended(self, why: str) -> None:
        """The session is over."""
        self.end = self.end or why or "it ended"
        self.note(f"the session ended: {self.end}")

    @property
    def is_quiet(self) -> bool:
        """Whether no sound is played and none is announced."""
        return self._begun <= self._ended and self._loop.time() >= self.player.until_s - 1e-9

    @property
    def has_sound(self) -> bool:
        """Whether what the steps have not asked for yet has begun to sound."""
        return bool(self._begun - self._done)

    @property
    def played_ms(self) -> int:
        """How much was played of the answer that no step has asked for yet."""
        position = self.player.position(self._loop.time())
        return 0 if position is None or position[0] in self._done else position[1]

    def take_answer(self) -> Answer:
        """The next answer; its sound is done with."""
        self._done |= self._begun
        return self.answers.pop(0)

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until it ``holds``, which is looked at whenever something happens and every 10 ms.

        Returns:
            False when it does not hold after ``timeout_s`` seconds.
        """
        end_s = self._loop.time() + timeout_s
        while not holds():
            left_s = end_s - self._loop.time()
            if left_s <= 1e-9:
                return False
            self._waiting.clear()
            try:
                async with asyncio.timeout(min(0.01, left_s)):
                    await self._waiting.wait()
            except TimeoutError:
                continue
        return True
