"""Checks what Deepgram sends: anything that is not as documented is left out."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["Results", "SpeechStarted", "Told", "UtteranceEnd", "checked"]

Seconds = Field(ge=0, le=1e9, allow_inf_nan=False)


class _Part(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="ignore")


class _Word(_Part):
    start: float = Seconds
    end: float = Seconds


class _Alternative(_Part):
    transcript: str
    words: list[_Word] = []
    languages: list[str] | None = None


class _Channel(_Part):
    alternatives: list[_Alternative] = Field(min_length=1)


class Results(_Part):
    """What was understood of a piece of the stream; times in seconds since its beginning."""

    type: Literal["Results"]
    start: float = Seconds
    duration: float = Seconds
    is_final: bool | None = None
    speech_final: bool | None = None
    channel: _Channel


class UtteranceEnd(_Part):
    """No word has followed the last one for ``utterance_end_ms``."""

    type: Literal["UtteranceEnd"]
    last_word_end: float = Field(default=-1, allow_inf_nan=False)


class SpeechStarted(_Part):
    """Something that may be speech began there."""

    type: Literal["SpeechStarted"]
    timestamp: float = Seconds


Told = Results | UtteranceEnd | SpeechStarted
"""What matters of what Deepgram sends."""


def checked(message: Any) -> Told | None:
    """The message, if it is one that matters and is well formed.

    Args:
        message: What the SDK made of it: a model, whose fields it does not check, None or bytes.
    """
    kinds: dict[Any, type[Told]] = {
        "Results": Results,
        "SpeechStarted": SpeechStarted,
        "UtteranceEnd": UtteranceEnd,
    }
    name = getattr(message, "type", None)
    model = kinds.get(name) if isinstance(name, str) else None
    if model is None:
        return None
    try:
        return model.model_validate(message)
    except ValidationError:
        return None
