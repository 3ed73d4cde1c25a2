"""Turn detectors that need nothing but the words."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import TurnCheck
from ten_lite_turn_detectors.config import PunctuationTurnDetectorConfig

__all__ = ["PUNCTUATION_TURN_DETECTOR"]

PUNCTUATION_TURN_DETECTOR = AddonSpec(
    name="punctuation_turn_detector",
    kind="turn_detector",
    description="Tells by punctuation and words whether the user is done, in ten languages.",
    factory="ten_lite_turn_detectors.punctuation:PunctuationTurnDetector",
    inputs=(TurnCheck,),
    config=PunctuationTurnDetectorConfig,
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [PUNCTUATION_TURN_DETECTOR]
