"""``echo``: sends the user's own sound back; proves audio both ways without any model."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, as_it_came, hookimpl
from ten_lite.messages import PcmFrame

__all__ = ["ECHO"]

ECHO = AddonSpec(
    name="echo",
    kind="generic",
    description="Sends every pcm_frame back unchanged.",
    factory="ten_lite_echo.extension:Echo",
    inputs=(PcmFrame,),
    outputs=(PcmFrame,),
    pcm_out=as_it_came,
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [ECHO]
