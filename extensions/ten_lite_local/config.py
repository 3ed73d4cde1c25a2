"""Properties of the embedded voices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ten_lite.addons import PORTABLE, AddonConfig, DumpConfig, PcmFormat

__all__ = ["HEARD", "LocalLlmConfig", "LocalSttConfig", "LocalTtsConfig", "LocalVadConfig"]

HEARD = PcmFormat((16_000,), (1,))
"""The sound that the models of ``local_vad`` and ``local_stt`` know."""

ENGLISH = r"^en(-[A-Za-z0-9]{2,8})*$"

EXAMPLES = (
    ("Hello.", "Hello, how can I help you?"),
    ("What time is it?", "I am offline, so I cannot know the time."),
    ("Play some music.", "I am sorry, I cannot play music yet."),
    ("Why do cats purr?", "Cats purr because they feel calm and safe."),
    ("How tall is Mount Everest?", "Mount Everest is about 8,849 meters tall."),
    ("Thanks, bye.", "You are welcome, goodbye!"),
)


class LocalVadConfig(AddonConfig):
    """Properties of ``local_vad``."""

    threshold: float = Field(
        default=0.5, gt=0, lt=1, description="Probability from which a 32 ms window is speech."
    )
    min_speech_ms: int = Field(
        default=96, ge=32, description="Speech shorter than this is taken for a click."
    )
    pause_ms: int = Field(
        default=200, ge=32, description="Silence after which the recogniser works ahead."
    )
    silence_ms: int = Field(default=400, ge=64, description="Silence that ends an utterance.")


class LocalSttConfig(DumpConfig):
    """Properties of ``local_stt``."""

    partial_every_ms: int = Field(
        default=500, ge=0, description="New speech between two partial results; 0: none."
    )
    pre_roll_ms: int = Field(
        default=500, ge=0, le=2000, description="Sound kept from before speech was noticed."
    )
    max_utterance_s: float = Field(
        default=30.0, gt=1, le=60, description="A longer utterance is cut into pieces."
    )
    language: Annotated[str, PORTABLE] = Field(
        default="en-US", pattern=ENGLISH, description="The model knows English only."
    )


class LocalLlmConfig(AddonConfig):
    """Properties of ``local_llm``."""

    model: Literal["smollm2-135m", "qwen2.5-coder-1.5b"] = Field(
        default="smollm2-135m",
        description="The small one answers at once and knows little; the large one is sensible, "
        "slower, and a download of 1.1 GB.",
    )
    prompt: Annotated[str, PORTABLE] = Field(
        default="You are a helpful voice assistant. Answer in one short sentence.",
        description="The system prompt, unless the request brings one; read before the first "
        "conversation, so that the first answer does not wait for it.",
    )
    examples: tuple[tuple[str, str], ...] = Field(
        default=EXAMPLES,
        description="Questions and answers that show a small model how to answer.",
    )
    max_tokens: int = Field(
        default=40,
        ge=1,
        le=2048,
        description="Longest answer, in tokens; past half of it, the end of a sentence ends it.",
    )
    temperature: Annotated[float, PORTABLE] = Field(
        default=0.0, ge=0, le=2, description="0: always the likeliest word."
    )
    context_tokens: int = Field(
        default=2048, ge=256, le=32768, description="Prompt, history and answer together."
    )
    threads: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Threads of the model. Leave a core free: with one for each core they wait "
        "for each other whenever anything else runs.",
    )


class LocalTtsConfig(DumpConfig):
    """Properties of ``local_tts``."""

    voice: Literal["joe"] = Field(default="joe", description="US English, male.")
    language: str = Field(
        default="en-US", pattern=ENGLISH, description="The voice speaks English only."
    )
    sample_rate_hz: Literal[8000, 16000, 22050, 24000, 48000] = Field(
        default=16000, description="Of the sound that is sent."
    )
    lead_s: float = Field(
        default=2.0, ge=0.1, le=10, description="How far ahead of real time sound is sent."
    )
