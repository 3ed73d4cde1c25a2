"""The fake Deepgram, as ``ten-lite conform`` tells it how to behave."""

from __future__ import annotations

from ten_lite.testing.conformance import EarPlan
from ten_lite.testing.conformance.stt_fake_provider import SttFakeProvider
from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram

__all__ = ["DeepgramProvider"]

GARBAGE = (
    "{",
    "[]",
    '{"type": "Unheard"}',
    '{"type": "Results"}',
    '{"type": "Results", "channel": {"alternatives": []}, "start": "x"}',
    '{"type": "TurnInfo"}',
    '{"type": "TurnInfo", "event": "EndOfTurn", "transcript": 7, "words": "x"}',
)
IN_ORDER = 1000


class DeepgramProvider(SttFakeProvider[DeepgramPlan]):
    """listen v1, and v2 where the node's model is one of Flux."""

    def __init__(self) -> None:
        super().__init__(
            FakeDeepgram(api_key="dg-key-of-the-conformance-kit"),
            {
                "key": DeepgramPlan(status=401, reason="Invalid credentials."),
                "quota": DeepgramPlan(status=402, reason="Project does not have enough credits."),
                "busy": DeepgramPlan(status=429, reason="Too many requests."),
                "broken": DeepgramPlan(status=503, reason="Service unavailable."),
            },
            {"tag": "conform"},
        )

    def translated(self, plan: EarPlan) -> DeepgramPlan:
        """See ``SttFakeProvider``."""
        return DeepgramPlan(
            connect_delay_s=plan.connect_delay_s,
            drop_after_ms=plan.cut_after_ms,
            close_code=IN_ORDER if plan.in_order else 1011,
            reads=plan.reads,
            first_messages=GARBAGE if plan.garbage else (),
        )
