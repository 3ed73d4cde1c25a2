"""Properties of ``cartesia_tts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, JsonValue, SecretStr

from ten_lite.addons import PORTABLE, DumpConfig, provider_url, without_own

__all__ = ["CartesiaTtsConfig"]

OWN_FIELDS = frozenset(
    {
        "add_phoneme_timestamps",
        "add_timestamps",
        "cancel",
        "context_id",
        "continue",
        "flush",
        "language",
        "max_buffer_delay_ms",
        "model_id",
        "output_format",
        "transcript",
        "use_normalized_timestamps",
        "voice",
    }
)
"""What the addon decides itself, or has a property for."""


class CartesiaTtsConfig(DumpConfig):
    """Properties of ``cartesia_tts``."""

    api_key: SecretStr = Field(min_length=1, description="Cartesia's key for your organization.")
    voice_id: str = Field(
        default="f786b574-daa5-4673-aa0c-cbe3e8534c02",
        min_length=1,
        description="Id of the voice, not its name; the default is Katie.",
    )
    model_id: str = Field(default="sonic-3.5", min_length=1, description="One of the Sonic models.")
    language: Annotated[str | None, PORTABLE] = Field(
        default=None,
        min_length=2,
        description="BCP-47 code; without it Cartesia takes English.",
    )
    sample_rate_hz: Literal[8_000, 16_000, 22_050, 24_000, 44_100, 48_000] = Field(
        default=16_000, description="Of the sound."
    )
    max_buffer_delay_ms: int = Field(
        default=0,
        ge=0,
        le=5000,
        description="How long Cartesia may wait for more text before it speaks. 0 is for text that "
        "comes in clauses and sentences, as from main_control.",
    )
    api_version: str = Field(
        default="2026-08-14",
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="Cartesia's API as it was on that day.",
    )
    base_url: Annotated[str, provider_url("/tts/websocket")] = Field(
        default="https://api.cartesia.ai",
        description="Another server; without TLS only on this machine.",
    )
    connect_timeout_s: float = Field(
        default=4.0, gt=0, le=30, description="Longest wait for a connection."
    )
    stall_timeout_s: float = Field(
        default=5.0, gt=0, le=60, description="Longest wait for sound, the first or the next."
    )
    retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="Failures in a row, without any sound between them, that are got over.",
    )
    lead_s: float = Field(
        default=2.0, ge=0.1, le=10, description="How far ahead of real time sound is sent."
    )
    extra_params: Annotated[Mapping[str, JsonValue], without_own(OWN_FIELDS)] = Field(
        default={},
        description="More fields of Cartesia's requests, passed on unchanged: generation_config "
        "with speed, volume and emotion, or pronunciation_dict_id.",
    )
