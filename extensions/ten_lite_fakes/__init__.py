"""Scripted providers: a whole conversation without a model, a key or a network."""

from collections.abc import Iterable

from ten_lite.addons import (
    SPEECH_EVENTS,
    STT_INPUTS,
    VOICE_INPUTS,
    VOICE_OUTPUTS,
    AddonSpec,
    PcmFormat,
    hookimpl,
)
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
)
from ten_lite_fakes.config import FakeLlmConfig, FakeSttConfig, FakeTtsConfig

__all__ = ["FAKE_LLM", "FAKE_STT", "FAKE_TTS"]

FAKE_STT = AddonSpec(
    name="fake_stt",
    kind="stt",
    description="Hears sound and silence, and tells scripted transcripts.",
    factory="ten_lite_fakes.stt:FakeStt",
    inputs=STT_INPUTS,
    optional_inputs=SPEECH_EVENTS,
    outputs=(AsrResult,),
    config=FakeSttConfig,
    conformance_provider="ten_lite_fakes.conformance:Speaker",
)

FAKE_LLM = AddonSpec(
    name="fake_llm",
    kind="llm",
    description="Answers with scripted replies, word by word.",
    factory="ten_lite_fakes.llm:FakeLlm",
    inputs=(ChatCompletion,),
    config=FakeLlmConfig,
)

FAKE_TTS = AddonSpec(
    name="fake_tts",
    kind="tts",
    description="Speaks a tone as long as the text would take.",
    factory="ten_lite_fakes.tts:FakeTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=FakeTtsConfig,
    pcm_out=lambda config: PcmFormat((16_000,), (1,)),
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [FAKE_STT, FAKE_LLM, FAKE_TTS]
