"""The fake Azure, as ``ten-lite conform`` tells it how to behave.

The native SDK has threads of its own, so its addons work on the wall clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ten_lite.testing.conformance import (
    EarPlan,
    Refusal,
    TtsProvider,
    VoicePlan,
    skip,
)
from ten_lite.testing.conformance.served_provider import NumbersProvider, ServedProvider
from ten_lite.testing.providers import AzurePlan, AzureSpeechPlan, FakeAzure

__all__ = ["AzureEarProvider", "AzureVoiceProvider"]

KEY = "az-key-of-the-conformance-kit"
STATUSES: Mapping[Refusal, int] = {"key": 401, "quota": 403, "busy": 429, "broken": 503}
EXTRA = {"SpeechServiceConnection_EndpointId": "of a custom model"}
OWN_TRIES = "the SDK connects again by itself, as often as it likes"


class AzureEarProvider(NumbersProvider):
    """One connection for each session; words are numbers."""

    real_time = True

    def __init__(self) -> None:
        super().__init__(FakeAzure(api_key=KEY))
        self.extra_params = EXTRA
        self.quick = {"max_attempts": 2, "connect_timeout_s": 1}
        self.leaves_out = {
            "asr.reconnect.transient": OWN_TRIES,
            "asr.quota": OWN_TRIES,
        }

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``AzurePlan.status``."""
        self.go(AzurePlan(status=STATUSES[why]), times)

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """As ``AzurePlan``."""
        if plan.garbage or not plan.reads:
            skip("the SDK, not the addon, reads and writes what goes over the connection")
        self.go(
            AzurePlan(connect_delay_s=plan.connect_delay_s, drop_after_ms=plan.cut_after_ms), times
        )

    @property
    def requests(self) -> Sequence[float]:
        """When each connection was asked for."""
        return [call.at_s for call in self.server.calls]

    def seen_params(self) -> Mapping[str, str]:
        """As the SDK names it on the wire."""
        return dict.fromkeys(EXTRA, self.server.calls[-1].query["cid"][0])


class AzureVoiceProvider(ServedProvider, TtsProvider):
    """Each text is a document of its own."""

    real_time = True
    rates = ({"sample_rate_hz": 8000}, {"sample_rate_hz": 24000})

    def __init__(self) -> None:
        super().__init__(FakeAzure(api_key=KEY))
        self.extra_params = EXTRA
        self.quick = {"first_byte_timeout_s": 1, "gap_timeout_s": 1}

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``AzurePlan.status``."""
        self.go(AzurePlan(status=STATUSES[why]), times)

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """As ``AzureSpeechPlan``."""
        if plan.late_bytes or plan.ends != 1 or plan.sound is not None:
            skip("the SDK, not the addon, reads what comes over the connection")
        if plan.cut_after_bytes is not None:
            skip("the fake Azure cuts no connection in the middle of a document")
        speech = AzureSpeechPlan(
            first_byte_s=plan.first_byte_s,
            chunk_bytes=plan.chunk_bytes,
            chunk_delay_s=plan.chunk_delay_s,
            stall_after_bytes=plan.stall_after_bytes,
        )
        self.go(speech, times, what="speech_plan")

    def seen_params(self) -> Mapping[str, str]:
        """As the SDK names it on the wire."""
        return dict.fromkeys(EXTRA, self.server.calls[-1].query["deploymentId"][0])

    @property
    def requests(self) -> Sequence[float]:
        """When each connection was asked for, one for each document that came over it."""
        at_s = [call.at_s for call in self.server.calls]
        return at_s if len(at_s) >= len(self.server.speeches) else at_s * len(self.texts)

    @property
    def under_way(self) -> int:
        """Documents whose sound is not complete and whose client is there."""
        speeches = self.server.speeches
        return sum(not speech.done and speech.cancelled_at_s is None for speech in speeches)

    @property
    def texts(self) -> Sequence[str]:
        """Document by document."""
        return [speech.text for speech in self.server.speeches]
