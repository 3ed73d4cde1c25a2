"""Properties of ``assemblyai_stt``."""

from __future__ import annotations

import re
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

__all__ = ["MULTI", "AssemblyAiSttConfig"]


MULTI = "multi"
PRO = re.compile(r"(universal-3|u3-)")
ENGLISH_ONLY = frozenset({"universal-streaming-english"})
LONGEST_KEYTERM = 50
OWN_PARAMETERS = frozenset(
    {
        "acknowledge_silence",
        "encoding",
        "end_of_turn_confidence_threshold",
        "format_turns",
        "inactivity_timeout",
        "keyterms_prompt",
        "language_code",
        "language_codes",
        "language_detection",
        "max_turn_silence",
        "min_end_of_turn_silence_when_confident",
        "min_turn_silence",
        "sample_rate",
        "speech_model",
        "token",
    }
)
"""What the addon decides itself, or has a property for."""


class AssemblyAiSttConfig(StreamingSttConfig):
    """Properties of ``assemblyai_stt``."""

    api_key: SecretStr = Field(
        min_length=1, description="AssemblyAI's key for your account, or a temporary token."
    )
    model: str = Field(
        default="universal-3-6-pro",
        min_length=1,
        description="Any model of streaming v3; universal-streaming-english and "
        "universal-streaming-multilingual cost less and know less.",
    )
    language: Annotated[str, PORTABLE] = Field(
        default="en-US",
        min_length=2,
        description='BCP-47 code, or "multi" to have the language detected.',
    )
    format_turns: bool = Field(
        default=False,
        description="Punctuation and capitals, told a little later; the universal-3 models have "
        "them anyway.",
    )
    end_of_turn_confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="How sure the universal-streaming models have to be that a turn is over. "
        "Default: AssemblyAI's.",
    )
    min_turn_silence_ms: int | None = Field(
        default=None,
        ge=0,
        le=10_000,
        description="Silence after which a turn that sounds finished is over. Default: "
        "AssemblyAI's.",
    )
    max_turn_silence_ms: int | None = Field(
        default=None,
        ge=0,
        le=60_000,
        description="Silence after which any turn is over. Default: AssemblyAI's.",
    )
    likely_end_confidence: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="How sure the universal-3 models have to be to tell a likely end of speech.",
    )
    keyterms: tuple[str, ...] = Field(
        default=(), max_length=100, description="Words to listen for, 50 characters each."
    )
    base_url: Annotated[str, provider_url("/v3/ws", "/v3")] = Field(
        default="https://streaming.assemblyai.com",
        description="Another server, such as https://streaming.eu.assemblyai.com; without TLS "
        "only on this machine.",
    )
    extra_params: Annotated[Mapping[str, QueryValue], without_own(OWN_PARAMETERS)] = Field(
        default={}, description="More parameters of AssemblyAI's request, passed on unchanged."
    )

    @property
    def is_pro(self) -> bool:
        """Whether the model is of the universal-3 family, which takes other parameters."""
        return PRO.match(self.model) is not None

    @field_validator("keyterms")
    @classmethod
    def _are_short(cls, keyterms: tuple[str, ...]) -> tuple[str, ...]:
        if too_long := [term for term in keyterms if len(term) > LONGEST_KEYTERM]:
            raise ValueError(f'"{too_long[0]}" has more than {LONGEST_KEYTERM} characters')
        return keyterms

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.model in ENGLISH_ONLY and not self.language.lower().startswith("en"):
            raise ValueError(
                f"{self.model} understands English only, not {self.language}; use a universal-3 "
                "model or universal-streaming-multilingual"
            )
        if self.end_of_turn_confidence is not None and self.is_pro:
            raise ValueError(
                "end_of_turn_confidence is for universal-streaming models; universal-3 models "
                "take min_turn_silence_ms and max_turn_silence_ms"
            )
        return self
