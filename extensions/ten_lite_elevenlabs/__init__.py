"""Voices by ElevenLabs."""

from collections.abc import Iterable

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonSpec, PcmFormat, hookimpl
from ten_lite_elevenlabs.config import ElevenLabsTtsConfig
from ten_lite_elevenlabs.ten_names import RENAMED

__all__ = ["ELEVENLABS_TTS"]

ELEVENLABS_TTS = AddonSpec(
    name="elevenlabs_tts",
    kind="tts",
    description="Speaks many languages with a voice of your choice (ElevenLabs).",
    factory="ten_lite_elevenlabs.extension:ElevenLabsTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=ElevenLabsTtsConfig,
    renamed=RENAMED,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    extra="elevenlabs",
    requires=("elevenlabs",),
    fake_provider="ten_lite.testing.providers.elevenlabs:FakeElevenLabs",
    conformance_provider="ten_lite_elevenlabs.conformance:ElevenLabsProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [ELEVENLABS_TTS]
