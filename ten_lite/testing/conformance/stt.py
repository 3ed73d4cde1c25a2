"""``SttConformance``: everything a recogniser must show."""

from __future__ import annotations

from ten_lite.testing.conformance.contract import AddonConformance
from ten_lite.testing.conformance.stt_outage import SttOutages
from ten_lite.testing.conformance.stt_provider import SttProvider
from ten_lite.testing.conformance.stt_results import SttResults

__all__ = ["SttConformance"]


class SttConformance(SttResults, SttOutages, AddonConformance[SttProvider]):
    """The rows of recognisers (kind ``stt``)."""
