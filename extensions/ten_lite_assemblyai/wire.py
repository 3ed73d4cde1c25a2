"""Checks what AssemblyAI sends: anything that is not as documented is left out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

__all__ = [
    "Begin",
    "Failure",
    "Message",
    "Silence",
    "SpeechStarted",
    "Termination",
    "Turn",
    "checked",
]

Milliseconds = Annotated[int, Field(ge=0, le=10**9)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Begin(_Part):
    """The session is there."""

    type: Literal["Begin"]


class Word(_Part):
    """One word; ``word_is_final`` when it will not change."""

    text: str
    start: Milliseconds
    end: Milliseconds
    word_is_final: bool = False


class Turn(_Part):
    """What was understood of one turn so far; times in ms since the stream began.

    Attributes:
        transcript: The words that will not change; of a universal-3 model, all of them.
        utterance: The words before a pause that need not be the end of the turn.
        language_code: What was detected, where that was asked for.
    """

    type: Literal["Turn"]
    turn_order: int
    turn_is_formatted: bool = False
    end_of_turn: bool
    transcript: str = ""
    utterance: str | None = None
    end_of_turn_confidence: float | None = None
    words: list[Word] = []
    language_code: str | None = None


class SpeechStarted(_Part):
    """Speech began there; a ``Turn`` will follow."""

    type: Literal["SpeechStarted"]
    timestamp: Milliseconds


class Silence(_Part):
    """No speech was found up to there."""

    type: Literal["Silence"]
    end_ms: Milliseconds


class Termination(_Part):
    """The session is over, as was asked."""

    type: Literal["Termination"]


class Failure(_Part):
    """Why the connection is about to be closed; the code is that of the close."""

    type: Literal["Error"] = "Error"
    error_code: int | None = None
    error: str


Message = Begin | Turn | SpeechStarted | Silence | Termination | Failure
"""What matters of what AssemblyAI sends."""

_known: TypeAdapter[Message] = TypeAdapter(Message)


def checked(text: str | bytes) -> Message | None:
    """The message, if it is one that matters and is well formed."""
    try:
        return _known.validate_json(text)
    except ValidationError:
        return None
