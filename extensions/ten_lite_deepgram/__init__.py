"""Speech recognition by Deepgram."""

from collections.abc import Iterable

from ten_lite.addons import SPEECH_EVENTS, STT_INPUTS, AddonSpec, hookimpl
from ten_lite.messages import AsrResult
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.ten_names import RENAMED

__all__ = ["DEEPGRAM_STT"]

DEEPGRAM_STT = AddonSpec(
    name="deepgram_stt",
    kind="stt",
    description="Understands speech in many languages, as it is spoken (Deepgram).",
    factory="ten_lite_deepgram.extension:DeepgramStt",
    inputs=STT_INPUTS,
    optional_inputs=SPEECH_EVENTS,
    outputs=(AsrResult, *SPEECH_EVENTS),
    # other recognisers tell results alone
    optional_outputs=SPEECH_EVENTS,
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
