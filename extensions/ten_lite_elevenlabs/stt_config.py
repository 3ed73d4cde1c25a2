"""Properties of ``elevenlabs_stt``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from ten_lite.addons import (
    PORTABLE,
    QueryValue,
    StreamingSttConfig,
    provider_url,
    without_own,
)

__all__ = ["ANY_LANGUAGE", "ElevenLabsSttConfig"]


ANY_LANGUAGE = "multi"
OWN_PARAMETERS = frozenset(
    {
        "audio_format",
        "commit_strategy",
        "include_timestamps",
        "keyterms",
        "language_code",
        "min_silence_duration_ms",
        "min_speech_duration_ms",
        "model_id",
        "token",
        "vad_silence_threshold_secs",
        "vad_threshold",
    }
)
"""What the addon decides itself, or has a property for."""


class ElevenLabsSttConfig(StreamingSttConfig):
    """Properties of ``elevenlabs_stt``."""

    api_key: SecretStr = Field(min_length=1, description="ElevenLabs' key for your workspace.")
    model_id: str = Field(
        default="scribe_v2_realtime", min_length=1, description="A realtime model of Scribe."
    )
    language: Annotated[str, PORTABLE] = Field(
        default="en-US",
        min_length=2,
        description='BCP-47 code, or "multi": whatever is spoken, told with each result.',
    )
    sample_rate_hz: Literal[8_000, 16_000, 22_050, 24_000, 44_100, 48_000] = Field(
        default=16_000, description="Of the sound sent to ElevenLabs; other sound is resampled."
    )
    silence_ms: int = Field(
        default=500, ge=300, le=3000, description="Silence after which an utterance is over."
    )
    vad_threshold: float | None = Field(
        default=None, ge=0.1, le=0.9, description="Low: hears more as speech. Default: ElevenLabs'."
    )
    min_speech_ms: int | None = Field(
        default=None, ge=50, le=2000, description="Shorter sound is noise. Default: ElevenLabs'."
    )
    min_silence_ms: int | None = Field(
        default=None,
        ge=50,
        le=2000,
        description="Shorter pauses are part of speech. Default: ElevenLabs'.",
    )
    keyterms: tuple[Annotated[str, Field(min_length=1, max_length=20)], ...] = Field(
        default=(), max_length=50, description="Words to listen for."
    )
    base_url: Annotated[str, provider_url("/v1/speech-to-text/realtime", "/v1")] = Field(
        default="https://api.elevenlabs.io",
        description="Another server; without TLS only on this machine.",
    )
    extra_params: Annotated[Mapping[str, QueryValue], without_own(OWN_PARAMETERS)] = Field(
        default={}, description="More parameters of ElevenLabs' request, passed on unchanged."
    )

    @property
    def language_code(self) -> str:
        """ElevenLabs' code of the language; "" for whatever is spoken."""
        return "" if self.language == ANY_LANGUAGE else self.language.split("-")[0].lower()
