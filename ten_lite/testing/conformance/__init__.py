"""What every addon of a kind must show, as tests to be run against any addon.

See docs/howto/check-an-addon.md, and docs/reference/conformance.md for the rows.
"""

from ten_lite.testing.conformance.contract import AddonConformance
from ten_lite.testing.conformance.kit import Conformance
from ten_lite.testing.conformance.llm import LlmConformance
from ten_lite.testing.conformance.llm_provider import ChatPlan, LlmProvider
from ten_lite.testing.conformance.provider import Provider, Refusal
from ten_lite.testing.conformance.row import Failure, NotApplicable, Row, expect, must, should, skip
from ten_lite.testing.conformance.run import Outcome, run_row, run_rows
from ten_lite.testing.conformance.stt import SttConformance
from ten_lite.testing.conformance.stt_provider import EarPlan, SttProvider
from ten_lite.testing.conformance.transport import TransportConformance
from ten_lite.testing.conformance.tts import TtsConformance
from ten_lite.testing.conformance.tts_provider import TtsProvider, VoicePlan

__all__ = [
    "AddonConformance",
    "ChatPlan",
    "Conformance",
    "EarPlan",
    "Failure",
    "LlmConformance",
    "LlmProvider",
    "NotApplicable",
    "Outcome",
    "Provider",
    "Refusal",
    "Row",
    "SttConformance",
    "SttProvider",
    "TransportConformance",
    "TtsConformance",
    "TtsProvider",
    "VoicePlan",
    "expect",
    "must",
    "run_row",
    "run_rows",
    "should",
    "skip",
]
