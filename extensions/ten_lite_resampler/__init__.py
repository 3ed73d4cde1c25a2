"""``resampler``: makes sound of any rate into sound of the rate and channels that are wanted."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, PcmFormat, hookimpl
from ten_lite.messages import PcmFrame
from ten_lite_resampler.config import ResamplerConfig

__all__ = ["RESAMPLER"]

RESAMPLER = AddonSpec(
    name="resampler",
    kind="generic",
    description="Changes the sample rate of sound, and mono to stereo or back.",
    factory="ten_lite_resampler.extension:PcmResampler",
    inputs=(PcmFrame,),
    outputs=(PcmFrame,),
    config=ResamplerConfig,
    extra="audio",
    requires=("numpy", "soxr"),
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (config.channels,)),
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [RESAMPLER]
