"""Google's Speech-to-Text v2 on 127.0.0.1: streams, their rules, and the ways they fail."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.cloud import speech_v2 as sdk
from pydantic import JsonValue

from ten_lite.testing.providers.azure_ear import TICKS_PER_MS, AzureEar
from ten_lite.testing.providers.google import GoogleServer, Refused, end
from ten_lite.testing.providers.google_stt_rules import check_first, check_sound
from ten_lite.testing.providers.hearing import NumberHearing, SentenceHearing

__all__ = ["FakeGoogleStt", "GoogleSttCall", "GoogleSttPlan"]

SERVICE = "google.cloud.speech.v2.Speech"
IDLE_S = 5.0
IDLE_REASON = "Stream timed out after receiving no more client requests."
FULL_REASON = "Max duration of 5 minutes reached for stream."
PAUSES_MS = {0: 800, 1: 800, 2: 300, 3: 500}
"""Endpointing sensitivity -> silence that ends an utterance."""
Event = sdk.StreamingRecognizeResponse.SpeechEventType


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleSttPlan:
    """How one stream goes.

    Attributes:
        status: End it with this gRPC status once ``after_ms`` of sound have come; "": do not.
        details: What is told along with it.
        after_ms: See ``status``; without sound: -1.
        delay_s: Pause before anything is read.
        deaf_after_ms: Tell nothing more after this much sound; None: go on.
        reads: False: read nothing but the first request.
        first_responses: Sent as they are when the stream begins.
    """

    status: str = ""
    details: str = "told to"
    after_ms: int = -1
    delay_s: float = 0.0
    deaf_after_ms: int | None = None
    reads: bool = True
    first_responses: tuple[sdk.StreamingRecognizeResponse, ...] = ()


@dataclass(slots=True)
class GoogleSttCall:
    """One stream.

    Attributes:
        at_s: When it came, on the loop's clock.
        metadata: What came along with it.
        recognizer: The recogniser that was asked for.
        config: The ``StreamingRecognitionConfig``.
        sound: The samples that came.
        request_bytes: Size of each piece of them.
        status: How it ended: a gRPC status; "" while it lasts.
        ended_at_s: When.
    """

    at_s: float
    metadata: dict[str, str]
    recognizer: str = ""
    config: Any = None
    sound: bytearray = field(default_factory=bytearray)
    request_bytes: list[int] = field(default_factory=list)
    status: str = ""
    ended_at_s: float | None = None


class FakeGoogleStt(GoogleServer):
    """Understands the words of ``say_numbers``; an async context manager.

    Args:
        api_key: The key it takes.
        longest_s: How long it lets a stream last.

    Attributes:
        plans: How the next streams go, in order; then ``plan`` holds.
        plan: How all others go.
        calls: Every stream that came.
    """

    def __init__(self, *, api_key: str = "g-key", longest_s: float = 300.0) -> None:
        super().__init__(api_key, SERVICE)
        self._longest_s = longest_s
        self.plans: deque[GoogleSttPlan] = deque()
        self.plan = GoogleSttPlan()
        self.calls: list[GoogleSttCall] = []

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``; with a key the account's project has to be named."""
        return {**super().properties, "project": "fake-project"}

    def methods(self) -> Mapping[str, Any]:
        """GRPC's handlers, by method."""
        return {
            "StreamingRecognize": grpc.stream_stream_rpc_method_handler(
                self._recognize,
                sdk.StreamingRecognizeRequest.deserialize,
                sdk.StreamingRecognizeResponse.serialize,
            )
        }

    async def _recognize(
        self, requests: AsyncIterator[sdk.StreamingRecognizeRequest], context: Any
    ) -> AsyncIterator[sdk.StreamingRecognizeResponse]:
        loop = asyncio.get_running_loop()
        call = GoogleSttCall(loop.time(), dict(context.invocation_metadata()))
        self.calls.append(call)
        plan = self.plans.popleft() if self.plans else self.plan
        try:
            await asyncio.sleep(plan.delay_s)
            self.check_key(context)
            first = await _next(requests, IDLE_S, IDLE_REASON)
            check_first(first)
            call.recognizer, call.config = first.recognizer, first.streaming_config
            if plan.status and plan.after_ms < 0:
                raise Refused(plan.status, plan.details)
            for response in plan.first_responses:
                yield response
            if not plan.reads:
                await loop.create_future()
            async for response in self._hear(requests, call, plan):
                yield response
            call.status = "OK"
        except Refused as refused:
            call.status = refused.code
            await end(context, refused)
        finally:
            call.status = call.status or "CANCELLED"
            call.ended_at_s = loop.time()

    async def _hear(
        self,
        requests: AsyncIterator[sdk.StreamingRecognizeRequest],
        call: GoogleSttCall,
        plan: GoogleSttPlan,
    ) -> AsyncIterator[sdk.StreamingRecognizeResponse]:
        rate_hz = call.config.config.explicit_decoding_config.sample_rate_hertz
        features = call.config.streaming_features
        language = call.config.config.language_codes[0]
        hearing = SentenceHearing(language) if self._improvises else NumberHearing()
        ear = AzureEar(rate_hz, PAUSES_MS[int(features.endpointing_sensitivity)], hearing)
        while True:
            left_s = call.at_s + self._longest_s - asyncio.get_running_loop().time()
            limit = (left_s, FULL_REASON) if left_s < IDLE_S else (IDLE_S, IDLE_REASON)
            request = await _next(requests, *limit)
            if request is None:
                told = ear.finish()
            else:
                check_sound(request)
                call.sound += request.audio
                call.request_bytes.append(len(request.audio))
                told = ear.hear(request.audio)
            heard_ms = len(call.sound) * 500 / rate_hz
            if plan.deaf_after_ms is None or heard_ms < plan.deaf_after_ms:
                for path, body in told:
                    for response in _responses(path, body, features, call):
                        yield response
            if plan.status and heard_ms >= plan.after_ms:
                raise Refused(plan.status, plan.details)
            if request is None:
                return


async def _next(requests: AsyncIterator[Any], limit_s: float, reason: str) -> Any:
    try:
        async with asyncio.timeout(limit_s):
            return await anext(requests, None)
    except TimeoutError:
        raise Refused("ABORTED", reason) from None


def _responses(
    path: str, body: dict[str, Any], features: Any, call: GoogleSttCall
) -> Iterator[sdk.StreamingRecognizeResponse]:
    """What Google tells of it: events come before the words they belong to."""
    begin_ms = body["Offset"] // TICKS_PER_MS
    end_ms = begin_ms + body.get("Duration", 0) // TICKS_PER_MS
    if path == "speech.startDetected" and features.enable_voice_activity_events:
        yield _event(Event.SPEECH_ACTIVITY_BEGIN, begin_ms)
    elif path == "speech.hypothesis" and features.interim_results:
        # the last word is less stable than those before it, and comes apart from them
        stable, _, last = body["Text"].rpartition(" ")
        parts = [stable, f" {last}"] if stable else [last]
        yield sdk.StreamingRecognizeResponse(
            results=[_result(part, end_ms, is_final=False, call=call) for part in parts]
        )
    elif path == "speech.phrase":
        if features.enable_voice_activity_events:
            yield _event(Event.SPEECH_ACTIVITY_END, end_ms)
        text = f" {body['DisplayText']}"
        result = _result(text, end_ms, is_final=True, call=call)
        yield sdk.StreamingRecognizeResponse(results=[result])


def _event(what: Any, at_ms: int) -> sdk.StreamingRecognizeResponse:
    return sdk.StreamingRecognizeResponse(
        speech_event_type=what, speech_event_offset=timedelta(milliseconds=at_ms)
    )


def _result(
    text: str, end_ms: int, *, is_final: bool, call: GoogleSttCall
) -> sdk.StreamingRecognitionResult:
    language = call.config.config.language_codes[0]
    return sdk.StreamingRecognitionResult(
        alternatives=[sdk.SpeechRecognitionAlternative(transcript=text)],
        is_final=is_final,
        result_end_offset=timedelta(milliseconds=end_ms),
        language_code="en-us" if language == "auto" else language.lower(),
    )
