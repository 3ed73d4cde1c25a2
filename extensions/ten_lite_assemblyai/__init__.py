"""Speech recognition by AssemblyAI."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    SessionConfig,
    StartOfSpeech,
)
from ten_lite_assemblyai.config import AssemblyAiSttConfig
from ten_lite_assemblyai.ten_names import RENAMED

__all__ = ["ASSEMBLYAI_STT"]

ASSEMBLYAI_STT = AddonSpec(
    name="assemblyai_stt",
    kind="stt",
    description="Understands speech and knows when a turn is over (AssemblyAI).",
    factory="ten_lite_assemblyai.extension:AssemblyAiStt",
    inputs=(PcmFrame, SessionConfig),
    outputs=(AsrResult, StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech),
    # other recognisers tell results alone
    optional_outputs=(StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech),
    config=AssemblyAiSttConfig,
    renamed=RENAMED,
    fake_provider="ten_lite.testing.providers.assemblyai:FakeAssemblyAi",
    conformance_provider="ten_lite_assemblyai.conformance:AssemblyAiProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [ASSEMBLYAI_STT]
