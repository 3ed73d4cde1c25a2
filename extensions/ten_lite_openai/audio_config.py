"""Properties of ``openai_tts`` and ``openai_stt``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from ten_lite.addons import PORTABLE, DumpConfig, PcmFormat, without_own
from ten_lite_openai.server_config import OpenaiServerConfig

__all__ = ["MONO", "OpenaiSttConfig", "OpenaiTtsConfig"]

MONO = PcmFormat((), (1,))
"""What ``openai_stt`` takes: a file tells its rate."""

TTS_FIELDS = frozenset({"input", "model", "voice", "response_format", "stream_format"})
STT_FIELDS = frozenset({"file", "model", "stream", "response_format"})


class OpenaiTtsConfig(OpenaiServerConfig, DumpConfig):
    """Properties of ``openai_tts``; an empty text stands for one that is not given."""

    model: str = Field(
        default="gpt-4o-mini-tts",
        description="OpenAI shuts it and all other models of this API down on 2027-01-06, and "
        "names no successor in it; compatible servers have models of their own.",
    )
    voice: str = Field(default="coral", min_length=1, description="The voice's name.")
    instructions: str = Field(
        default="", description="How to speak, in words; empty: not sent. tts-1 takes none."
    )
    speed: float | None = Field(
        default=None, ge=0.25, le=4.0, description="1 is the voice's own; null: not sent."
    )
    sample_rate_hz: Literal[8000, 16000, 24000, 48000] = Field(
        default=16000, description="Of the sound that is sent on; OpenAI's is resampled to it."
    )
    server_rate_hz: int = Field(
        default=24000, ge=8000, le=48000, description="Of the server's sound; OpenAI's is 24000."
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
    extra_params: Annotated[Mapping[str, JsonValue], without_own(TTS_FIELDS)] = Field(
        default={}, description="More fields of the request, as the server names them."
    )


class OpenaiSttConfig(OpenaiServerConfig, DumpConfig):
    """Properties of ``openai_stt``; an empty text stands for one that is not given."""

    model: str = Field(
        default="gpt-transcribe",
        description="Servers of open models know others, such as whisper-large-v3-turbo.",
    )
    language: Annotated[str | None, PORTABLE] = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="BCP-47 code; without it the model tells by the sound.",
    )
    prompt: str = Field(
        default="", description="Words to expect, or what was said before; empty: none."
    )
    stream: bool = Field(
        default=True, description="Partial results while the server works; false: only finals."
    )
    work_ahead: bool = Field(
        default=False,
        description="Send an utterance at its likely end already: results come 200 ms sooner, and "
        "each pause in mid-speech costs a request.",
    )
    pre_roll_ms: int = Field(
        default=500, ge=0, le=2000, description="Sound kept from before speech was noticed."
    )
    max_utterance_s: float = Field(
        default=30.0, gt=1, le=300, description="A longer utterance is cut into pieces."
    )
    first_text_timeout_s: float = Field(
        default=8.0, gt=0, le=120, description="Longest wait for the first words of each try."
    )
    gap_timeout_s: float = Field(
        default=5.0, gt=0, le=120, description="Longest wait for each further piece."
    )
    max_attempts: int = Field(
        default=8,
        ge=1,
        le=1000,
        description="Failures in a row of one utterance after which the node fails for good; where "
        "it has a fallback and this is not set, 3 are enough, or one that took too long.",
    )
    extra_params: Annotated[Mapping[str, JsonValue], without_own(STT_FIELDS)] = Field(
        default={},
        description="More fields of the request, as the server names them, such as keywords.",
    )
