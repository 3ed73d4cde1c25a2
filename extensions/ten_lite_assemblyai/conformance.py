"""The fake AssemblyAI, as ``ten-lite conform`` tells it how to behave."""

from __future__ import annotations

from ten_lite.testing.conformance import EarPlan
from ten_lite.testing.conformance.stt_fake_provider import SttFakeProvider
from ten_lite.testing.providers import AssemblyAiPlan, FakeAssemblyAi
from ten_lite_assemblyai.failure import EXPIRED

__all__ = ["AssemblyAiProvider"]

GARBAGE = (
    "{",
    "[]",
    '{"type": "Unheard"}',
    '{"type": "Turn"}',
    '{"type": "Turn", "turn_order": "x", "end_of_turn": 3, "words": 1}',
    '{"type": "SpeechStarted", "timestamp": -5}',
)


class AssemblyAiProvider(SttFakeProvider[AssemblyAiPlan]):
    """Keys, balances and failures are told in an ``Error`` after the handshake."""

    def __init__(self) -> None:
        super().__init__(
            FakeAssemblyAi(api_key="aai-key-of-the-conformance-kit"),
            {
                "key": AssemblyAiPlan(error_code=1008, reason="Unauthorized Connection"),
                "quota": AssemblyAiPlan(error_code=4002, reason="Insufficient Funds"),
                "busy": AssemblyAiPlan(status=429, reason="Too many requests"),
                "broken": AssemblyAiPlan(error_code=3005, reason="Session Cancelled"),
            },
            {"filter_profanity": "true"},
        )

    def translated(self, plan: EarPlan) -> AssemblyAiPlan:
        """See ``SttFakeProvider``."""
        return AssemblyAiPlan(
            connect_delay_s=plan.connect_delay_s,
            drop_after_ms=plan.cut_after_ms,
            close_code=EXPIRED if plan.in_order else 1011,
            reads=plan.reads,
            first_messages=GARBAGE if plan.garbage else (),
        )
