"""Speech recognition and voices by Google Cloud."""

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
from ten_lite_google.stt_config import GoogleSttConfig
from ten_lite_google.ten_names import STT_RENAMED, TTS_RENAMED
from ten_lite_google.tts_config import GoogleTtsConfig

__all__ = ["GOOGLE_STT", "GOOGLE_TTS"]

GOOGLE_STT = AddonSpec(
    name="google_stt",
    kind="stt",
    description="Understands speech in many languages, as it is spoken (Google Cloud).",
    factory="ten_lite_google.stt:GoogleStt",
    inputs=STT_INPUTS,
    optional_inputs=SPEECH_EVENTS,
    outputs=(AsrResult, StartOfSpeech, EndOfSpeech),
    optional_outputs=(StartOfSpeech, EndOfSpeech),  # other recognisers tell results alone
    config=GoogleSttConfig,
    renamed=STT_RENAMED,
    extra="google",
    requires=("google.cloud.speech_v2",),
    fake_provider="ten_lite.testing.providers.google_stt:FakeGoogleStt",
    conformance_provider="ten_lite_google.conformance:GoogleEarProvider",
)

GOOGLE_TTS = AddonSpec(
    name="google_tts",
    kind="tts",
    description="Speaks many languages with a voice of your choice (Google Cloud).",
    factory="ten_lite_google.tts:GoogleTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=GoogleTtsConfig,
    renamed=TTS_RENAMED,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    extra="google",
    requires=("google.cloud.texttospeech",),
    fake_provider="ten_lite.testing.providers.google_tts:FakeGoogleTts",
    conformance_provider="ten_lite_google.conformance:GoogleVoiceProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [GOOGLE_STT, GOOGLE_TTS]
