"""Properties of ``google_tts``."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from ten_lite.addons import PORTABLE
from ten_lite_google.config import LANGUAGE, GoogleConfig

__all__ = ["GoogleTtsConfig"]


class GoogleTtsConfig(GoogleConfig):
    """Properties of ``google_tts``."""

    own_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "audio_encoding",
            "input",
            "language_code",
            "markup",
            "model_name",
            "name",
            "prompt",
            "sample_rate_hertz",
            "speaking_rate",
            "ssml",
            "text",
        }
    )

    voice: str = Field(
        default="en-US-Chirp3-HD-Charon",
        pattern=r"^[A-Za-z0-9_-]+$",
        description="The voice's name.",
    )
    language: Annotated[str | None, PORTABLE] = Field(
        default=None,
        pattern=LANGUAGE,
        description="BCP-47 code; a Chirp 3 HD voice is there in each language. Default: the "
        "voice's own.",
    )
    model: str | None = Field(
        default=None,
        min_length=1,
        description='Model of a Gemini voice, such as "gemini-2.5-flash-tts"; voice is a name '
        'such as "Kore" then, and language is needed.',
    )
    prompt: str | None = Field(
        default=None, min_length=1, description="How a Gemini voice is to speak, in words."
    )
    api: Literal["streaming", "unary"] = Field(
        default="streaming",
        description="streaming is heard sooner; voices that are neither Chirp 3 HD nor Gemini "
        "need unary.",
    )
    sample_rate_hz: int = Field(
        default=16000, ge=8000, le=48000, description="Sample rate of the sound."
    )
    speaking_rate: float = Field(default=1.0, ge=0.25, le=2.0, description="1 is the voice's own.")
    first_byte_timeout_s: float = Field(
        default=5.0, gt=0, le=60, description="Longest wait for the first sound of a piece."
    )
    gap_timeout_s: float = Field(
        default=5.0, gt=0, le=60, description="Longest pause within the sound of a piece."
    )
    retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="How often a piece that was refused for the moment is asked for again, "
        "before its first sound.",
    )
    lead_s: float = Field(
        default=2.0, ge=0.1, le=10, description="How far ahead of real time sound is sent."
    )

    @model_validator(mode="after")
    def _can_speak(self) -> Self:
        if self.model is not None:
            if self.language is None:
                raise ValueError("a Gemini voice needs language, such as en-US")
        elif self.prompt is not None:
            raise ValueError("prompt is for Gemini voices; name one with model")
        elif self.api == "streaming" and "Chirp3-HD" not in self.voice:
            raise ValueError(
                f'the voice {self.voice} does not stream; set api to "unary" or take a '
                "Chirp 3 HD voice, such as en-US-Chirp3-HD-Charon"
            )
        return self
