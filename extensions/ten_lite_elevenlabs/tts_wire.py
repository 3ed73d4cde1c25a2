"""Checks what ElevenLabs sends on a WebSocket with contexts: what is not understood is left out."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

__all__ = ["Refused", "VoiceMessage", "checked"]

Milliseconds = list[float]


class Characters(BaseModel):
    """Where each character of a chunk lies, in ms from the chunk's beginning."""

    model_config = ConfigDict(extra="ignore")

    chars: list[str] = []
    starts_ms: Milliseconds = Field(
        default=[], validation_alias=AliasChoices("charStartTimesMs", "char_start_times_ms")
    )
    durations_ms: Milliseconds = Field(
        default=[],
        validation_alias=AliasChoices(
            "charDurationsMs", "char_durations_ms", "charsDurationsMs", "chars_durations_ms"
        ),
    )


class VoiceMessage(BaseModel):
    """Sound of a context, or its end."""

    model_config = ConfigDict(extra="ignore")

    context_id: str = Field(validation_alias=AliasChoices("contextId", "context_id"))
    audio: str | None = None
    final: bool | None = Field(default=None, validation_alias=AliasChoices("isFinal", "is_final"))
    alignment: Characters | None = None
    sound: bytes = b""

    @property
    def is_final(self) -> bool:
        """Whether nothing more comes of the context."""
        return bool(self.final)

    @property
    def characters(self) -> list[tuple[str, int]]:
        """Each character that lies in the sound, and where it ends, in ms from its beginning."""
        told = self.alignment
        if told is None or not len(told.chars) == len(told.starts_ms) == len(told.durations_ms):
            return []
        ends = map(sum, zip(told.starts_ms, told.durations_ms, strict=True))
        return [(char, round(end_ms)) for char, end_ms in zip(told.chars, ends, strict=True)]


class Refused(BaseModel):
    """What is wrong; the connection ends behind it."""

    model_config = ConfigDict(extra="ignore")

    error: str


def checked(message: str | bytes) -> VoiceMessage | Refused | None:
    """The message, if it is one that matters and is well formed."""
    try:
        fields: Any = json.loads(message)
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    try:
        if fields.get("error"):
            return Refused.model_validate(fields)
        told = VoiceMessage.model_validate(fields)
        told.sound = base64.b64decode(told.audio or "", validate=True)
    except (ValidationError, binascii.Error):
        return None
    return told
