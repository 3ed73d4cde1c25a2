"""Checks what Flux sends: anything that is not as documented is left out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

__all__ = ["Failure", "FluxMessage", "TurnInfo", "checked"]

Seconds = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class FluxWord(_Part):
    """One word; its times are not always known."""

    start: Seconds | None = None
    end: Seconds | None = None


class TurnInfo(_Part):
    """The whole turn so far, and what has become of it; times in s since the stream began.

    Attributes:
        audio_window_end: Up to there the sound is understood.
        languages: What was detected, the most frequent first.
    """

    type: Literal["TurnInfo"]
    event: Literal["Update", "StartOfTurn", "EagerEndOfTurn", "TurnResumed", "EndOfTurn"]
    turn_index: int
    audio_window_start: Seconds
    audio_window_end: Seconds
    transcript: str
    words: list[FluxWord] = []
    languages: list[str] | None = None


class Failure(_Part):
    """Why the connection is about to be closed."""

    type: Literal["Error"]
    code: str = ""
    description: str = ""


FluxMessage = TurnInfo | Failure
"""What matters of what Flux sends."""

_known: TypeAdapter[FluxMessage] = TypeAdapter(FluxMessage)


def checked(text: str | bytes) -> FluxMessage | None:
    """The message, if it is one that matters and is well formed."""
    try:
        return _known.validate_json(text)
    except ValidationError:
        return None
