"""The fakes of Google's services, as ``ten-lite conform`` tells them how to behave.

gRPC has threads of its own, so the addons work on the wall clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from google.cloud import speech_v2 as speech_sdk
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]

from ten_lite.testing.conformance import (
    EarPlan,
    Refusal,
    TtsProvider,
    VoicePlan,
    skip,
)
from ten_lite.testing.conformance.served_provider import NumbersProvider, ServedProvider
from ten_lite.testing.providers.google_stt import FakeGoogleStt, GoogleSttPlan
from ten_lite.testing.providers.google_tts import FakeGoogleTts, GoogleTtsPlan

__all__ = ["GoogleEarProvider", "GoogleVoiceProvider"]

KEY = "g-key-of-the-conformance-kit"
REFUSALS: Mapping[Refusal, tuple[str, str]] = {
    "key": ("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    "quota": ("RESOURCE_EXHAUSTED", "Quota exceeded for quota metric."),
    "busy": ("UNAVAILABLE", "The service is overloaded."),
    "broken": ("UNAVAILABLE", "The service is currently unavailable."),
}
"""GRPC's status and Google's words for it."""
Response = speech_sdk.StreamingRecognizeResponse
Result = speech_sdk.StreamingRecognitionResult
GARBAGE = (
    Response(),
    Response(results=[Result()]),
    Response(results=[Result(is_final=True)]),
    Response(speech_event_type=Response.SpeechEventType.END_OF_SINGLE_UTTERANCE),
    Response(results=[Result(is_final=True, result_end_offset=timedelta(hours=1))]),
)


class GoogleEarProvider(NumbersProvider):
    """One stream for each session; words are numbers."""

    real_time = True
    pace = 8.0

    def __init__(self) -> None:
        super().__init__(FakeGoogleStt(api_key=KEY))
        self.quick = {"max_attempts": 2}
        self.extra_params = {"config": {"features": {"profanityFilter": True}}}

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``GoogleSttPlan.status``."""
        status, details = REFUSALS[why]
        self.go(GoogleSttPlan(status=status, details=details), times)

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """As ``GoogleSttPlan``."""
        cut = plan.cut_after_ms
        self.go(
            GoogleSttPlan(
                status="" if cut is None else "UNAVAILABLE",
                after_ms=-1 if cut is None else cut,
                delay_s=plan.connect_delay_s,
                reads=plan.reads,
                first_responses=GARBAGE if plan.garbage else (),
            ),
            times,
        )

    @property
    def requests(self) -> Sequence[float]:
        """When each stream was asked for."""
        return [call.at_s for call in self.server.calls]

    @property
    def under_way(self) -> int:
        """Streams that are open."""
        return sum(not call.status for call in self.server.calls)

    def seen_params(self) -> Mapping[str, Any]:
        """From what the last stream began with."""
        filters = self.server.calls[-1].config.config.features.profanity_filter
        return {"config": {"features": {"profanityFilter": filters}}}


class GoogleVoiceProvider(ServedProvider, TtsProvider):
    """Each text is a call of its own; one that is cancelled has no stream left."""

    real_time = True
    rates = ({"sample_rate_hz": 8000}, {"sample_rate_hz": 24000})

    def __init__(self) -> None:
        super().__init__(FakeGoogleTts(api_key=KEY))
        self.quick = {"first_byte_timeout_s": 1, "gap_timeout_s": 1}
        self.extra_params = {"customPronunciations": {"pronunciations": [{"phrase": "Jux"}]}}

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``GoogleTtsPlan.status``."""
        status, details = REFUSALS[why]
        self.go(GoogleTtsPlan(status=status, details=details), times)

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """As ``GoogleTtsPlan``."""
        if plan.late_bytes:
            skip("a call that is cancelled has no stream left that sound could come over")
        if plan.ends != 1:
            skip("a stream of gRPC ends once")
        cut = plan.cut_after_bytes
        self.go(
            GoogleTtsPlan(
                status="" if cut is None else "UNAVAILABLE",
                end_after_bytes=cut or 0,
                first_byte_s=plan.first_byte_s,
                chunk_bytes=plan.chunk_bytes,
                chunk_delay_s=plan.chunk_delay_s,
                stall_after_bytes=plan.stall_after_bytes,
                sound=plan.sound,
            ),
            times,
        )

    @property
    def requests(self) -> Sequence[float]:
        """When each call for speech came."""
        return [call.at_s for call in self.server.calls]

    @property
    def under_way(self) -> int:
        """Calls that are not answered whole and whose client is there."""
        return sum(not call.status for call in self.server.calls)

    def seen_params(self) -> Mapping[str, Any]:
        """From what the last call began with."""
        request = self.server.calls[-1].request
        seen = MessageToDict(type(request).pb(request))
        return {name: seen.get(name) for name in self.extra_params}

    @property
    def texts(self) -> Sequence[str]:
        """Call by call."""
        return list(self.server.texts)
