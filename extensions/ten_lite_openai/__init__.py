"""OpenAI's models, voices and ears, and those of every server that speaks its APIs."""

from collections.abc import Iterable

from ten_lite.addons import STT_INPUTS, VOICE_INPUTS, VOICE_OUTPUTS, AddonSpec, PcmFormat, hookimpl
from ten_lite.messages import AsrResult, ChatCompletion
from ten_lite_openai import ten_names
from ten_lite_openai.audio_config import MONO, OpenaiSttConfig, OpenaiTtsConfig
from ten_lite_openai.config import OpenaiLlmConfig

__all__ = ["OPENAI_LLM", "OPENAI_STT", "OPENAI_TTS"]

OPENAI_LLM = AddonSpec(
    name="openai_llm",
    kind="llm",
    description="OpenAI's models, or those of any compatible server (preset, base_url).",
    factory="ten_lite_openai.llm:OpenaiLlm",
    inputs=(ChatCompletion,),
    config=OpenaiLlmConfig,
    renamed=ten_names.LLM,
    extra="openai",
    requires=("openai",),
    fake_provider="ten_lite.testing.providers.openai:FakeOpenai",
    conformance_provider="ten_lite_openai.conformance:OpenaiProvider",
)

OPENAI_STT = AddonSpec(
    name="openai_stt",
    kind="stt",
    description="Has each utterance that a vad node finds transcribed (OpenAI or compatible).",
    factory="ten_lite_openai.stt:OpenaiStt",
    inputs=STT_INPUTS,
    outputs=(AsrResult,),
    config=OpenaiSttConfig,
    renamed=ten_names.STT,
    pcm_in=lambda config: MONO,
    extra="openai",
    requires=("openai",),
    fake_provider="ten_lite.testing.providers.openai:FakeOpenai",
    conformance_provider="ten_lite_openai.audio_conformance:OpenaiEarProvider",
)

OPENAI_TTS = AddonSpec(
    name="openai_tts",
    kind="tts",
    description="Speaks many languages, in a manner of your choice (OpenAI or compatible).",
    factory="ten_lite_openai.tts:OpenaiTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=OpenaiTtsConfig,
    renamed=ten_names.TTS,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    extra="openai",
    requires=("openai", "numpy", "soxr"),
    fake_provider="ten_lite.testing.providers.openai:FakeOpenai",
    conformance_provider="ten_lite_openai.audio_conformance:OpenaiVoiceProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [OPENAI_LLM, OPENAI_STT, OPENAI_TTS]
