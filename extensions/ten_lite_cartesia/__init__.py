"""Voices by Cartesia."""

from collections.abc import Iterable

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonSpec, PcmFormat, hookimpl
from ten_lite_cartesia.config import CartesiaTtsConfig
from ten_lite_cartesia.ten_names import RENAMED

__all__ = ["CARTESIA_TTS"]

CARTESIA_TTS = AddonSpec(
    name="cartesia_tts",
    kind="tts",
    description="Speaks many languages, and an answer as it is thought (Cartesia).",
    factory="ten_lite_cartesia.extension:CartesiaTts",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=CartesiaTtsConfig,
    renamed=RENAMED,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    fake_provider="ten_lite.testing.providers.cartesia:FakeCartesia",
    conformance_provider="ten_lite_cartesia.conformance:CartesiaProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addons of this package."""
    return [CARTESIA_TTS]
