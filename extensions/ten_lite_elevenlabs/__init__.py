"""Voices and speech recognition by ElevenLabs."""

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
from ten_lite.messages import AsrResult, EndOfSpeech, StartOfSpeech
from ten_lite_elevenlabs.stt_config import ElevenLabsSttConfig
from ten_lite_elevenlabs.ten_names import RENAMED
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig

__all__ = ["ELEVENLABS_STT", "ELEVENLABS_TTS"]

ELEVENLABS_STT = AddonSpec(
    name="elevenlabs_stt",
    kind="stt",
    description="Understands speech in many languages, as it is spoken (ElevenLabs Scribe).",
    factory="ten_lite_elevenlabs.stt:ElevenLabsStt",
    inputs=STT_INPUTS,
    optional_inputs=SPEECH_EVENTS,
    outputs=(AsrResult, StartOfSpeech, EndOfSpeech),
    optional_outputs=(StartOfSpeech, EndOfSpeech),
    config=ElevenLabsSttConfig,
    pcm_in=lambda config: PcmFormat(),  # resampled and mixed here
    extra="elevenlabs",
    requires=("elevenlabs",),
    fake_provider="ten_lite.testing.providers.elevenlabs:FakeElevenLabs",
    conformance_provider="ten_lite_elevenlabs.conformance:ScribeProvider",
)

ELEVENLABS_TTS = AddonSpec(
    name="elevenlabs_tts",
    kind="tts",
    description="Speaks many languages with a voice of your choice (ElevenLabs).",
    factory="ten_lite_elevenlabs.tts:ElevenLabsTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=ElevenLabsTtsConfig,
    renamed=RENAMED,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    extra="elevenlabs",
    requires=("elevenlabs",),
    fake_provider="ten_lite.testing.providers.elevenlabs:FakeElevenLabs",
    conformance_provider="ten_lite_elevenlabs.conformance:ContextsProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [ELEVENLABS_STT, ELEVENLABS_TTS]
