"""Text for the voice, its beginning, end and interruption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from ten_lite.messages.base import Delivery, Message

__all__ = [
    "Interrupt",
    "PlaybackPosition",
    "TtsAudioEnd",
    "TtsAudioStart",
    "TtsFlush",
    "TtsFlushEnd",
    "TtsPause",
    "TtsResume",
    "TtsTextInput",
]


@dataclass(slots=True)
class TtsTextInput(Message):
    """A piece of text to speak; pieces of one ``request_id`` are one answer.

    Attributes:
        request_id: The answer it belongs to.
        text: What to say; may be empty when only the end is told.
        text_input_end: Whether it is the last piece of this answer.
        metadata: TEN's metadata, passed along.
    """

    name: ClassVar[str] = "tts_text_input"
    delivery: ClassVar[Delivery] = Delivery.ANSWER

    request_id: str
    text: str
    text_input_end: bool = False
    metadata: Mapping[str, Any] | None = None


@dataclass(slots=True)
class TtsFlush(Message):
    """Stop speaking now. Sending it raises the session's epoch before it is delivered."""

    name: ClassVar[str] = "tts_flush"
    delivery: ClassVar[Delivery] = Delivery.URGENT
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    flush_id: str
    reason: str = ""


@dataclass(slots=True)
class TtsFlushEnd(Message):
    """The voice has stopped; answers every ``TtsFlush``, also when nothing was spoken.

    Attributes:
        flush_id: The flush.
        heard: How many characters of its text the user has heard, of each answer that the voice
            has text of and that was not played to its end; None from a voice that does not know.
            An answer that is missing was played to its end, if its ``TtsAudioEnd`` was sent, else
            the voice had none of its text yet, and nothing was heard.
    """

    name: ClassVar[str] = "tts_flush_end"
    to_all: ClassVar[bool] = True

    flush_id: str
    heard: Mapping[str, int] | None = None


@dataclass(slots=True)
class TtsPause(Message):
    """Hold the sound of the answer; a ``TtsResume`` or a ``TtsFlush`` follows.

    Sending it voids all sound that was sent before and has not left yet. The client throws away
    what it has not played; the voice keeps that, and sends it again when it resumes.
    """

    name: ClassVar[str] = "tts_pause"
    delivery: ClassVar[Delivery] = Delivery.URGENT
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    pause_id: str


@dataclass(slots=True)
class TtsResume(Message):
    """Go on with the sound that ``TtsPause`` stopped, from the first sample that was not played."""

    name: ClassVar[str] = "tts_resume"
    delivery: ClassVar[Delivery] = Delivery.URGENT
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    pause_id: str


@dataclass(slots=True)
class Interrupt(Message):
    """The client wants the answer to stop, without having said or typed anything."""

    name: ClassVar[str] = "interrupt"
    delivery: ClassVar[Delivery] = Delivery.URGENT
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True


@dataclass(slots=True)
class PlaybackPosition(Message):
    """A client tells how much of an answer it has played.

    It goes past what waits, as it is about the moment it was sent in.

    Attributes:
        request_id: The answer, as ``tts_audio_start`` named it.
        played_ms: Its sound that was played so far; what was thrown away does not count.
    """

    name: ClassVar[str] = "playback_position"
    delivery: ClassVar[Delivery] = Delivery.URGENT
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    request_id: str
    played_ms: int


@dataclass(slots=True)
class TtsAudioStart(Message):
    """The first sound of an answer follows.

    After a pause it is told again where sound of another answer was on its way already.
    """

    name: ClassVar[str] = "tts_audio_start"
    delivery: ClassVar[Delivery] = Delivery.ANSWER
    to_all: ClassVar[bool] = True

    request_id: str


@dataclass(slots=True)
class TtsAudioEnd(Message):
    """No more sound of this answer follows, unless a pause takes some back.

    Each answer has one. If a pause comes while a client still plays what was sent before, the
    end is told again when that was sent again after the resume; one that is flushed in the pause
    has had its end.

    Attributes:
        request_id: The answer.
        duration_ms: Sound that was sent for it; what a pause took back counts once.
        reason: Why it ended.
        unplayed_ms: What a client that plays in real time has still to play of it.
    """

    name: ClassVar[str] = "tts_audio_end"
    to_all: ClassVar[bool] = True

    request_id: str
    duration_ms: int
    reason: Literal["end", "interrupted", "error"] = "end"
    unplayed_ms: int = 0
