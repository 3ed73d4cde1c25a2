"""``LlmConformance``: everything a language model must show."""

from __future__ import annotations

from ten_lite.testing.conformance.contract import AddonConformance
from ten_lite.testing.conformance.llm_failure import LlmFailing
from ten_lite.testing.conformance.llm_provider import LlmProvider
from ten_lite.testing.conformance.llm_stream import LlmStreams

__all__ = ["LlmConformance"]


class LlmConformance(LlmStreams, LlmFailing, AddonConformance[LlmProvider]):
    """The rows of language models (kind ``llm``)."""
