"""Properties of ``google_stt``."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from ten_lite.addons import PORTABLE, StreamingSttConfig
from ten_lite_google.config import GoogleConfig

__all__ = ["GoogleSttConfig"]


class GoogleSttConfig(GoogleConfig, StreamingSttConfig):
    """Properties of ``google_stt``."""

    own_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "audio_channel_count",
            "auto_decoding_config",
            "enable_automatic_punctuation",
            "enable_voice_activity_events",
            "encoding",
            "endpointing_sensitivity",
            "explicit_decoding_config",
            "interim_results",
            "language_codes",
            "model",
            "sample_rate_hertz",
            "voice_activity_timeout",
        }
    )

    project: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9:.-]+$",
        description="Id of your Google Cloud project; the credentials' own if it is left out, and "
        "needed with api_key.",
    )
    location: str = Field(
        default="us",
        pattern=r"^[a-z0-9-]+$",
        description="Where the sound is worked on; chirp_3 is in us, eu and others, not in global.",
    )
    model: str = Field(default="chirp_3", pattern=r"^[a-z0-9_]+$", description="Google's model.")
    language: Annotated[str, PORTABLE] = Field(
        default="en-US",
        pattern=r"^(auto|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$",
        description='BCP-47 code of what is spoken; chirp_3 finds it out with "auto".',
    )
    interim_results: bool = Field(
        default=True, description="Tell what is understood while the user speaks."
    )
    punctuate: bool = Field(default=True, description="Punctuation and capitals.")
    endpointing: Literal["standard", "short", "supershort"] | None = Field(
        default=None,
        description="How soon an utterance is taken to be over. Default: short with chirp_3, "
        "standard with others, which may not take it.",
    )
    phrases: tuple[str, ...] = Field(
        default=(), max_length=1000, description="Words and names to listen for."
    )
    answer_timeout_s: float = Field(
        default=15.0,
        ge=2,
        le=60,
        description="A connection that tells nothing for about twice as long while the user "
        "speaks is dead; Chirp models tell little before an utterance is over.",
    )

    @model_validator(mode="after")
    def _has_a_project(self) -> Self:
        if self.api_key is not None and self.project is None:
            raise ValueError("api_key needs project, the id of your Google Cloud project")
        if self.location == "global" and self.model.startswith("chirp"):
            raise ValueError(f"{self.model} is not in global; set location, to us or eu say")
        return self
