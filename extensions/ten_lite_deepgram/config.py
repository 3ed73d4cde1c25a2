"""Properties of ``deepgram_stt``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from ten_lite.addons import (
    PORTABLE,
    QueryValue,
    StreamingSttConfig,
    provider_url,
    without_own,
)

__all__ = ["MULTI", "DeepgramSttConfig"]


MULTI = "multi"
FLUX_MODELS = ("flux-general-en", "flux-general-multi")
NOT_OF_FLUX = frozenset(
    {
        "endpointing_ms",
        "interim_results",
        "punctuate",
        "smart_format",
        "utterance_end_ms",
    }
)
ONLY_OF_FLUX = frozenset({"eager_eot_threshold", "eot_threshold", "eot_timeout_ms"})
OWN_PARAMETERS = frozenset(
    {
        "callback",
        "callback_method",
        "channels",
        "eager_eot_threshold",
        "encoding",
        "endpointing",
        "eot_threshold",
        "eot_timeout_ms",
        "interim_results",
        "keyterm",
        "language",
        "language_hint",
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
        default="nova-3",
        min_length=1,
        description="A listen v1 model such as nova-3, or flux-general-en or flux-general-multi, "
        "which know when a turn is over.",
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
    eot_threshold: float | None = Field(
        default=None,
        ge=0.5,
        le=1,
        description="Flux: how sure it has to be that a turn is over. Default: Deepgram's, 0.7.",
    )
    eager_eot_threshold: float | None = Field(
        default=None,
        ge=0.3,
        le=0.9,
        description="Flux: how sure it has to be to tell a likely end of speech; without it, none "
        "is told. At most eot_threshold.",
    )
    eot_timeout_ms: int | None = Field(
        default=None,
        ge=500,
        le=60_000,
        description="Flux: silence after which any turn is over. Default: Deepgram's, 5000.",
    )
    keyterms: tuple[str, ...] = Field(
        default=(), max_length=100, description="Words to listen for; nova-3 and flux only."
    )
    base_url: Annotated[str, provider_url("/v1/listen", "/v2/listen", "/v1", "/v2")] = Field(
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
    extra_params: Annotated[Mapping[str, QueryValue], without_own(OWN_PARAMETERS)] = Field(
        default={}, description="More parameters of Deepgram's request, passed on unchanged."
    )

    @property
    def is_flux(self) -> bool:
        """Whether the model speaks listen v2."""
        return self.model.startswith("flux")

    @field_validator("model")
    @classmethod
    def _is_known_flux(cls, model: str) -> str:
        if model.startswith("flux") and model not in FLUX_MODELS:
            raise ValueError(f"should be {' or '.join(FLUX_MODELS)}, or a nova model")
        return model

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if wrong := sorted(self.model_fields_set & (NOT_OF_FLUX if self.is_flux else ONLY_OF_FLUX)):
            raise ValueError(f"{self.model} has no {', '.join(wrong)}")
        if self.model == FLUX_MODELS[0] and not self.language.lower().startswith("en"):
            raise ValueError(
                f"{self.model} understands English only, not {self.language}; use {FLUX_MODELS[1]}"
            )
        if (self.eager_eot_threshold or 0) > (self.eot_threshold or 0.7):
            raise ValueError(
                "eager_eot_threshold should be at most eot_threshold, which is 0.7 unless it is set"
            )
        if self.keyterms and not self.is_flux and not self.model.startswith("nova-3"):
            raise ValueError("keyterms needs a nova-3 or flux model")
        if "utterance_end_ms" in self.model_fields_set and not self.interim_results:
            raise ValueError("utterance_end_ms needs interim_results")
        return self
