"""Properties of ``elevenlabs_tts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, SecretStr, field_validator, model_validator

from ten_lite.addons import PORTABLE, DumpConfig, provider_url, without_own

__all__ = ["LONGEST_TEXT", "ElevenLabsTtsConfig"]

LONGEST_TEXT = 4_500
"""Characters of one request; the model with the lowest limit takes 5,000."""

OWN_FIELDS = frozenset({"text", "model_id", "language_code", "output_format"})
OWN_OF_WEBSOCKET = frozenset(
    {"auto_mode", "context_id", "inactivity_timeout", "sync_alignment", "authorization"}
)


class ElevenLabsTtsConfig(DumpConfig):
    """Properties of ``elevenlabs_tts``."""

    api_key: SecretStr = Field(min_length=1, description="ElevenLabs' key for your workspace.")
    transport: Literal["websocket", "http"] = Field(
        default="websocket",
        description="websocket: an answer is spoken as it comes, in one go; http: a request for "
        "each piece of it, the only way to eleven_v3.",
    )
    voice_id: str = Field(
        default="JBFqnCBsd6RMkjVDRZzb",
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Id of the voice, not its name; the default is George.",
    )
    model_id: str = Field(
        default="eleven_flash_v2_5",
        min_length=1,
        description="The default answers soonest; eleven_multilingual_v2 sounds richer.",
    )
    output_format: Literal[
        "pcm_8000",
        "pcm_16000",
        "pcm_22050",
        "pcm_24000",
        "pcm_32000",
        "pcm_44100",
        "pcm_48000",
    ] = Field(default="pcm_16000", description="Sample rate of the sound, in ElevenLabs' words.")
    language: Annotated[str | None, PORTABLE] = Field(
        default=None,
        min_length=2,
        description="BCP-47 code; without it the model tells by the text. Models of one language, "
        "and eleven_multilingual_v2, take none.",
    )
    stability: float | None = Field(
        default=None, ge=0, le=1, description="Low: lively; high: even. Default: the voice's own."
    )
    similarity_boost: float | None = Field(
        default=None, ge=0, le=1, description="Closeness to the voice. Default: the voice's own."
    )
    speed: float | None = Field(
        default=None, ge=0.7, le=1.2, description="1 is as trained. Default: the voice's own."
    )
    base_url: Annotated[str, provider_url("/v1")] = Field(
        default="https://api.elevenlabs.io",
        description="Another server; without TLS only on this machine.",
    )
    connect_timeout_s: float = Field(
        default=4.0, gt=0, le=30, description="Longest wait for a WebSocket."
    )
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
    extra_params: Annotated[Mapping[str, JsonValue], without_own(OWN_FIELDS)] = Field(
        default={},
        description="More fields of ElevenLabs' request, passed on unchanged; what voice_settings "
        "says there is joined with the properties above.",
    )

    @field_validator("extra_params")
    @classmethod
    def _settings_are_an_object(cls, extra: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
        if not isinstance(extra.get("voice_settings", {}), dict):
            raise ValueError("voice_settings should be an object")
        return extra

    @model_validator(mode="after")
    def _fits_the_transport(self) -> Self:
        if self.transport == "websocket":
            if self.model_id.startswith("eleven_v3"):
                raise ValueError(f'{self.model_id} cannot be fed text; set transport to "http"')
            if taken := sorted(OWN_OF_WEBSOCKET & self.extra_params.keys()):
                raise ValueError(f"extra_params: {', '.join(taken)}: decided by the addon")
        return self

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second of the sound."""
        return int(self.output_format.removeprefix("pcm_"))
