"""Checks what Scribe sends: anything that is not as documented is left out."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["Committed", "Ended", "Failed", "Partial", "ScribeMessage", "Started", "checked"]

Seconds = Field(default=None, ge=0, le=1e9, allow_inf_nan=False)
FAILURES = frozenset(
    {
        "auth_error",
        "chunk_size_exceeded",
        "error",
        "input_error",
        "invalid_request",
        "queue_overflow",
        "quota_exceeded",
        "rate_limited",
        "resource_exhausted",
        "transcriber_error",
        "unaccepted_terms",
        "unaccepted_terms_error",
    }
)
"""``commit_throttled`` is none: nothing is lost."""
ENDINGS = frozenset({"insufficient_audio_activity", "session_time_limit_exceeded"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Started(_Part):
    """What was asked for is accepted."""

    message_type: Literal["session_started"]


class Partial(_Part):
    """What was understood of the utterance under way."""

    message_type: Literal["partial_transcript"]
    text: str


class Word(_Part):
    """One word, or what is between two; in seconds since the stream began."""

    type: str | None = None
    start: float | None = Seconds
    end: float | None = Seconds


class Committed(_Part):
    """What was understood for good; with or without times."""

    message_type: Literal["committed_transcript", "committed_transcript_with_timestamps"]
    text: str
    language_code: str | None = None
    words: list[Word] | None = None

    @property
    def is_timed(self) -> bool:
        """Whether this is the one of two that has the words' times."""
        return self.message_type == "committed_transcript_with_timestamps"

    @property
    def span_s(self) -> tuple[float, float] | None:
        """Where the first word begins and the last one ends; None where that is not told."""
        words = [word for word in self.words or () if word.type in ("word", None)]
        starts = [word.start for word in words if word.start is not None]
        ends = [word.end for word in words if word.end is not None]
        return (min(starts), max(ends)) if starts and ends else None


class Failed(_Part):
    """Something is wrong."""

    message_type: str
    error: str = ""


class Ended(_Part):
    """The stream is over, which is no failure."""


ScribeMessage = Started | Partial | Committed | Failed | Ended
"""What matters of what Scribe sends."""

KINDS: dict[str, type[Started | Partial | Committed]] = {
    "session_started": Started,
    "partial_transcript": Partial,
    "committed_transcript": Committed,
    "committed_transcript_with_timestamps": Committed,
}


def checked(message: str | bytes) -> ScribeMessage | None:
    """The message, if it is one that matters and is well formed."""
    try:
        fields: Any = json.loads(message)
    except ValueError:
        return None
    kind = fields.get("message_type") if isinstance(fields, dict) else None
    if not isinstance(kind, str):
        return None
    if kind in ENDINGS:
        return Ended()
    if kind in FAILURES:
        text = fields.get("error") or fields.get("message")
        return Failed(message_type=kind, error=text if isinstance(text, str) else "")
    try:
        return KINDS[kind].model_validate(fields) if kind in KINDS else None
    except ValidationError:
        return None
