"""Speech recognition by AssemblyAI."""

from collections.abc import Iterable

from ten_lite.addons import SPEECH_EVENTS, STT_INPUTS, AddonSpec, hookimpl
from ten_lite.messages import AsrResult
from ten_lite_assemblyai.config import AssemblyAiSttConfig
from ten_lite_assemblyai.ten_names import RENAMED

__all__ = ["ASSEMBLYAI_STT"]

ASSEMBLYAI_STT = AddonSpec(
    name="assemblyai_stt",
    kind="stt",
    description="Understands speech and knows when a turn is over (AssemblyAI).",
    factory="ten_lite_assemblyai.extension:AssemblyAiStt",
    inputs=STT_INPUTS,
    optional_inputs=SPEECH_EVENTS,
    outputs=(AsrResult, *SPEECH_EVENTS),
    # other recognisers tell results alone
    optional_outputs=SPEECH_EVENTS,
    config=AssemblyAiSttConfig,
    renamed=RENAMED,
    fake_provider="ten_lite.testing.providers.assemblyai:FakeAssemblyAi",
    conformance_provider="ten_lite_assemblyai.conformance:AssemblyAiProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [ASSEMBLYAI_STT]
