"""Properties of the scripted providers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ten_lite.addons import PORTABLE, AddonConfig, DumpConfig

__all__ = ["FakeLlmConfig", "FakeSttConfig", "FakeTtsConfig", "ScriptedCall"]


class FakeSttConfig(DumpConfig):
    """Properties of ``fake_stt``."""

    transcripts: tuple[str, ...] = Field(
        default=("hello there",), min_length=1, description="Told one after another, then again."
    )
    threshold: int = Field(
        default=300, ge=0, le=32767, description="Samples above this are sound, others silence."
    )
    silence_ms: int = Field(
        default=400, ge=0, description="Silence that ends an utterance, in milliseconds."
    )
    utterance_ms: int = Field(
        default=0, ge=0, description="Sound that ends an utterance at once; 0: only silence does."
    )
    partial_every_ms: int = Field(
        default=0, ge=0, description="Sound between two partial results; 0: none are sent."
    )
    language: Annotated[str, PORTABLE] = Field(
        default="en-US", min_length=2, description="BCP-47 code that each result is marked with."
    )


class ScriptedCall(BaseModel):
    """A tool that the scripted model calls, with these arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)


class FakeLlmConfig(AddonConfig):
    """Properties of ``fake_llm``."""

    replies: tuple[str | ScriptedCall | tuple[ScriptedCall, ...], ...] = Field(
        default=("You said: {text}.",),
        min_length=1,
        description="Answers, one after another, then again; {text} is what the user said last, "
        '{result} what a tool said last. {"tool": NAME, "arguments": {...}} calls a tool, a list '
        "of these calls several at once; the next reply is the answer to their results.",
    )
    delay_ms: int = Field(default=0, ge=0, description="Pause before each word, in milliseconds.")


class FakeTtsConfig(DumpConfig):
    """Properties of ``fake_tts``."""

    word_ms: int = Field(default=200, ge=1, description="Sound for each word, in milliseconds.")
    delay_ms: int = Field(
        default=0, ge=0, description="Pause before the sound of each text, in milliseconds."
    )
    tone_hz: int = Field(default=440, ge=20, le=8000, description="Pitch of the tone.")
    voice: Literal["low", "middle", "high"] = Field(
        default="middle", description="Low is an octave below tone_hz, high one above it."
    )
    language: Annotated[str, PORTABLE] = Field(
        default="en-US", min_length=2, description="BCP-47 code; a tone is the same in all."
    )
    lead_s: float = Field(
        default=2.0, ge=0.02, le=30, description="How far ahead of real time sound is sent."
    )
