"""Properties of ``deepgram_stt``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from ten_lite.addons import PORTABLE, StreamingSttConfig, provider_url

__all__ = ["DeepgramSttConfig", "Parameter"]

Parameter = bool | int | float | str | tuple[str, ...]

OWN_PARAMETERS = frozenset(
    {
        "callback",
        "callback_method",
        "channels",
        "encoding",
        "endpointing",
        "interim_results",
        "keyterm",
        "language",
        "model",
        "multichannel",
        "punctuate",
        "sample_rate",
        "smart_format",
        "utterance_end_ms",
        "vad_events",
    }
)
"""What the addon decides itself, or has a property for."""


class DeepgramSttConfig(StreamingSttConfig):
    """Properties of ``deepgram_stt``."""

    api_key: SecretStr = Field(min_length=1, description="Deepgram's key for your project.")
    model: str = Field(
        default="nova-3", min_length=1, description="One of the listen v1 models; not flux."
    )
    language: Annotated[str, PORTABLE] = Field(
        default="en-US", min_length=2, description='BCP-47 code, or "multi".'
    )
    interim_results: bool = Field(
        default=True, description="Tell what is understood while the user speaks."
    )
    endpointing_ms: int = Field(
        default=300, ge=10, le=5000, description="Silence after which an utterance is over."
    )
    utterance_end_ms: int = Field(
        default=1000,
        ge=1000,
        le=5000,
        description="Pause between words after which an utterance is over although noise goes "
        "on; needs interim_results.",
    )
    punctuate: bool = Field(default=True, description="Punctuation and capitals.")
    smart_format: bool = Field(
        default=False, description="Digits, dates and the like; may tell final results later."
    )
    keyterms: tuple[str, ...] = Field(
        default=(), max_length=100, description="Words to listen for; nova-3 only."
    )
    base_url: Annotated[str, provider_url("/v1/listen", "/v1")] = Field(
        default="https://api.deepgram.com",
        description="Another server; without TLS only on this machine.",
    )
    answer_timeout_s: float = Field(
        default=5.0,
        ge=2,
        le=60,
        description="A connection without any message for this long, while the user's sound "
        "flows, is dead; needs interim_results.",
    )
    extra_params: Mapping[str, Parameter] = Field(
        default={}, description="More parameters of Deepgram's request, passed on unchanged."
    )

    @field_validator("model")
    @classmethod
    def _speaks_listen_v1(cls, model: str) -> str:
        if model.startswith("flux"):
            raise ValueError("flux models speak another protocol; use a nova model, e.g. nova-3")
        return model

    @field_validator("extra_params")
    @classmethod
    def _leaves_ours_alone(cls, extra: Mapping[str, Parameter]) -> Mapping[str, Parameter]:
        if taken := sorted(OWN_PARAMETERS & extra.keys()):
            raise ValueError(f"{', '.join(taken)}: set by the node's own properties")
        return extra

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.keyterms and not self.model.startswith("nova-3"):
            raise ValueError("keyterms needs a nova-3 model")
        if "utterance_end_ms" in self.model_fields_set and not self.interim_results:
            raise ValueError("utterance_end_ms needs interim_results")
        return self
