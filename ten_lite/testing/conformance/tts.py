"""``TtsConformance``: everything a voice must show."""

from __future__ import annotations

from ten_lite.testing.conformance.contract import AddonConformance
from ten_lite.testing.conformance.tts_failure import TtsFailing
from ten_lite.testing.conformance.tts_flush import TtsFlushing
from ten_lite.testing.conformance.tts_order import TtsOrder
from ten_lite.testing.conformance.tts_provider import TtsProvider
from ten_lite.testing.conformance.tts_text import TtsTexts

__all__ = ["TtsConformance"]


class TtsConformance(TtsOrder, TtsTexts, TtsFlushing, TtsFailing, AddonConformance[TtsProvider]):
    """The rows of voices (kind ``tts``)."""
