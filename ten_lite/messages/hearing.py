"""What is known of the user: when speech begins and ends, and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from ten_lite.messages.base import Kind, Message

__all__ = [
    "AsrResult",
    "EndOfSpeech",
    "LikelyEndOfSpeech",
    "StartOfSpeech",
    "TextData",
    "TurnCheck",
    "TurnVerdict",
]


@dataclass(slots=True)
class StartOfSpeech(Message):
    """The user began to speak; ``at_ms`` counts the audio received in this session."""

    name: ClassVar[str] = "start_of_speech"
    to_all: ClassVar[bool] = True

    at_ms: int


@dataclass(slots=True)
class LikelyEndOfSpeech(Message):
    """The user paused and may be done: time to work ahead, nothing is decided."""

    name: ClassVar[str] = "likely_end_of_speech"
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    at_ms: int


@dataclass(slots=True)
class EndOfSpeech(Message):
    """The user stopped speaking.

    Attributes:
        at_ms: Where the last sound of speech was.
        silence_ms: Silence that had come after it when this was sent; 0 when nobody knows.
    """

    name: ClassVar[str] = "end_of_speech"
    to_all: ClassVar[bool] = True

    at_ms: int
    silence_ms: int = 0


@dataclass(slots=True)
class AsrResult(Message):
    """What was understood so far (``final`` false) or for good (``final`` true).

    Attributes:
        text: The words.
        final: Whether the text of this utterance will still change.
        id: The utterance; partials and their final share it.
        start_ms: Where it begins in the audio of this session.
        duration_ms: Its length.
        language: BCP-47 code.
        metadata: TEN's metadata, passed along.
    """

    name: ClassVar[str] = "asr_result"

    text: str
    final: bool
    id: str = ""
    start_ms: int = 0
    duration_ms: int = 0
    language: str = "en-US"
    metadata: Mapping[str, Any] | None = None


@dataclass(slots=True)
class TextData(Message):
    """Text for people: a transcript for the client, or text the client typed.

    Attributes:
        text: The whole text so far (not a delta).
        role: Who says it.
        is_final: Whether it will still change.
        stream_id: Groups the updates of one text.
        data_type: TEN's kind of text; ``raw`` is for programs.
        text_ts: When it was said, in milliseconds on the session's clock.
    """

    name: ClassVar[str] = "text_data"

    text: str
    role: Literal["user", "assistant"] = "user"
    is_final: bool = True
    stream_id: int = 0
    data_type: Literal["transcribe", "raw"] = "transcribe"
    text_ts: int = 0


@dataclass(slots=True)
class TurnVerdict(Message):
    """Whether what the user has said sounds finished.

    Attributes:
        finished: From 0.0, certainly not, to 1.0, certainly.
    """

    name: ClassVar[str] = "turn_verdict"

    finished: float


@dataclass(slots=True)
class TurnCheck(Message):
    """Ask whether the user is done speaking; answered by one ``TurnVerdict``.

    Attributes:
        text: What the user has said in this turn so far.
        language: BCP-47 code of it.
        before: What the assistant said last; "" for nothing.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "turn_check"
    result: ClassVar[type[Message] | None] = TurnVerdict

    text: str
    language: str = "en-US"
    before: str = ""
