"""The recogniser, as the kit tells it how to behave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.testing.conformance import EarPlan, Refusal
from ten_lite.testing.conformance.served_provider import NumbersProvider
from ten_lite.testing.providers import FakeElevenLabs, ScribePlan
from ten_lite_elevenlabs.conformance.http import KEY

__all__ = ["ScribeProvider"]

CUT = 1006
LONG_MS = 60_000
REFUSALS: Mapping[Refusal, ScribePlan] = {
    "key": ScribePlan(error="auth_error"),
    "quota": ScribePlan(error="quota_exceeded"),
    "busy": ScribePlan(error="rate_limited"),
    "broken": ScribePlan(status=503),
}
GARBAGE = (
    "{",
    "[]",
    '{"message_type": "unheard"}',
    '{"message_type": 7}',
    '{"message_type": "partial_transcript"}',
    '{"message_type": "partial_transcript", "text": ""}',
    '{"message_type": "committed_transcript", "text": ""}',
    '{"message_type": "committed_transcript_with_timestamps", "text": "x", "words": "x"}',
)


class ScribeProvider(NumbersProvider):
    """One connection for each session; words are numbers."""

    def __init__(self) -> None:
        super().__init__(FakeElevenLabs(api_key=KEY))
        self.extra_params = {"secondary_languages": "es"}

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """At the handshake, or with a message behind it, as Scribe does."""
        self.go(REFUSALS[why], times, what="scribe_plan")

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """As ``ScribePlan``; a connection that lasts for minutes ends at Scribe's own limit."""
        cut_ms = plan.cut_after_ms
        is_limit = cut_ms is not None and cut_ms >= LONG_MS
        self.go(
            ScribePlan(
                connect_delay_s=plan.connect_delay_s,
                drop_after_ms=cut_ms,
                close_code=CUT,
                error="session_time_limit_exceeded" if is_limit else "",
                reads=plan.reads,
                first_messages=GARBAGE if plan.garbage else (),
            ),
            times,
            what="scribe_plan",
        )

    @property
    def requests(self) -> Sequence[float]:
        """When each connection was asked for."""
        return [call.at_s for call in self.server.scribe_calls]

    @property
    def under_way(self) -> int:
        """Connections that are open."""
        calls = self.server.scribe_calls
        return sum(call.status == 101 and call.close_code is None for call in calls)

    def seen_params(self) -> Mapping[str, Any]:
        """From the last request's query."""
        query = self.server.scribe_calls[-1].query
        return {name: query.get(name, [""])[0] for name in self.extra_params}
