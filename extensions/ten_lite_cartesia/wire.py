"""Cartesia's messages: checks those that come, and makes those that go."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ten_lite_cartesia.config import CartesiaTtsConfig

__all__ = [
    "Chunk",
    "Done",
    "Failure",
    "FlushDone",
    "Message",
    "Timestamps",
    "cancel",
    "checked",
    "request",
]

SURROGATE = re.compile("[\ud800-\udfff]")


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")

    context_id: str = ""


class Chunk(_Part):
    """A piece of sound, in base64."""

    type: Literal["chunk"]
    data: str

    @property
    def sound(self) -> bytes:
        """The samples; nothing if it is no base64."""
        try:
            return base64.b64decode(self.data, validate=True)
        except binascii.Error:
            return b""


class Words(BaseModel):
    """Words and where they lie, in s since the context's sound began."""

    words: list[str]
    start: list[float]
    end: list[float]


class Timestamps(_Part):
    """Where words lie in the sound."""

    type: Literal["timestamps"]
    word_timestamps: Words | None = None


class FlushDone(_Part):
    """All sound has come of as many inputs as ``flush_id`` says."""

    type: Literal["flush_done"]
    flush_id: int


class Done(_Part):
    """There is no more sound of this context."""

    type: Literal["done"]


class Failure(_Part):
    """What is wrong, with a context or with all of them."""

    type: Literal["error"]
    status_code: int = 0
    error_code: str | None = None
    title: str | None = None
    message: str | None = None


Message = Chunk | Timestamps | FlushDone | Done | Failure
"""What matters of what Cartesia sends."""

_known: TypeAdapter[Message] = TypeAdapter(Message)


def checked(text: str | bytes) -> Message | None:
    """The message, if it is one that matters and is well formed."""
    try:
        return _known.validate_json(text)
    except ValidationError:
        return None


def request(config: CartesiaTtsConfig, context_id: str, text: str, *, is_last: bool = False) -> str:
    """Text for a context; all but ``text`` and ``is_last`` must be the same for all of it."""
    asked: dict[str, Any] = {
        "model_id": config.model_id,
        "transcript": SURROGATE.sub("\ufffd", text),  # no text at all to a JSON reader
        "voice": {"mode": "id", "id": config.voice_id},
        "output_format": {
            "container": "raw",
            "encoding": "pcm_s16le",
            "sample_rate": config.sample_rate_hz,
        },
        "context_id": context_id,
        "continue": not is_last,
        "add_timestamps": True,
        "use_normalized_timestamps": False,
        "max_buffer_delay_ms": config.max_buffer_delay_ms,
        **config.extra_params,
    }
    if config.language is not None:
        asked["language"] = config.language.split("-")[0].lower()
    return json.dumps(asked)


def cancel(context_id: str) -> str:
    """End a context; sound that is made already may come all the same."""
    return json.dumps({"context_id": context_id, "cancel": True})
