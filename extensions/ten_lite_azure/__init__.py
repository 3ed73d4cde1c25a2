"""Speech recognition and voices by Azure AI Speech."""

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
from ten_lite_azure.config import AzureSttConfig, AzureTtsConfig
from ten_lite_azure.ten_names import STT_RENAMED, TTS_RENAMED

__all__ = ["AZURE_STT", "AZURE_TTS"]

AZURE_STT = AddonSpec(
    name="azure_stt",
    kind="stt",
    description="Understands speech in many languages, as it is spoken (Azure).",
    factory="ten_lite_azure.stt:AzureStt",
    inputs=STT_INPUTS,
    optional_inputs=SPEECH_EVENTS,
    outputs=(AsrResult, StartOfSpeech, EndOfSpeech),
    optional_outputs=(StartOfSpeech, EndOfSpeech),  # other recognisers tell results alone
    config=AzureSttConfig,
    renamed=STT_RENAMED,
    pcm_in=lambda config: PcmFormat(),  # resampled and mixed here
    extra="azure",
    requires=("azure.cognitiveservices.speech",),
    fake_provider="ten_lite.testing.providers.azure:FakeAzure",
    conformance_provider="ten_lite_azure.conformance:AzureEarProvider",
)

AZURE_TTS = AddonSpec(
    name="azure_tts",
    kind="tts",
    description="Speaks many languages with a voice of your choice (Azure).",
    factory="ten_lite_azure.tts:AzureTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=AzureTtsConfig,
    renamed=TTS_RENAMED,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    extra="azure",
    requires=("azure.cognitiveservices.speech",),
    fake_provider="ten_lite.testing.providers.azure:FakeAzure",
    conformance_provider="ten_lite_azure.conformance:AzureVoiceProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [AZURE_STT, AZURE_TTS]
