"""Speech recognition by Deepgram."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import AsrResult, EndOfSpeech, PcmFrame, SessionConfig, StartOfSpeech
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.ten_names import RENAMED

__all__ = ["DEEPGRAM_STT"]

DEEPGRAM_STT = AddonSpec(
    name="deepgram_stt",
    kind="stt",
    description="Understands speech in many languages, as it is spoken (Deepgram).",
    factory="ten_lite_deepgram.extension:DeepgramStt",
    inputs=(PcmFrame, SessionConfig),
    outputs=(AsrResult, StartOfSpeech, EndOfSpeech),
    optional_outputs=(StartOfSpeech, EndOfSpeech),  # other recognisers tell results alone
    config=DeepgramSttConfig,
    renamed=RENAMED,
    extra="deepgram",
    requires=("deepgram",),
    fake_provider="ten_lite.testing.providers.deepgram:FakeDeepgram",
    conformance_provider="ten_lite_deepgram.conformance:DeepgramProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [DEEPGRAM_STT]
