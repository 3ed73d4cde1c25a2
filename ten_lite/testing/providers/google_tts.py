"""Google's Text-to-Speech on 127.0.0.1: streams and whole answers, and the ways they fail."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.cloud import texttospeech_v1 as sdk

from ten_lite.testing.providers.google import GoogleServer, Refused, end
from ten_lite.testing.providers.google_tts_rules import check_input, check_stream, check_unary
from ten_lite.testing.providers.improvised import tones
from ten_lite.testing.providers.spoken import spell
from ten_lite.wav import wav_header

__all__ = ["FakeGoogleTts", "GoogleTtsCall", "GoogleTtsPlan"]

SERVICE = "google.cloud.texttospeech.v1.TextToSpeech"
IDLE_S = 5.0
IDLE_REASON = (
    "Stream aborted due to long duration elapsed without input sent. "
    "Input must be sent continuously, at least every 5s seconds."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleTtsPlan:
    """How one call goes.

    Attributes:
        status: End it with this gRPC status after ``end_after_bytes``; "": do not.
        details: What is told along with it.
        end_after_bytes: How much sound comes before that.
        first_byte_s: Before anything is sent.
        chunk_bytes: Size of the pieces of sound; odd ones too.
        chunk_delay_s: Between two pieces.
        stall_after_bytes: Send nothing more after this much sound; None: do not.
        sound: Sent in place of the text's sound; with ``unary`` in place of the whole WAV.
        header: The WAV's header; None: the usual 44 bytes.
    """

    status: str = ""
    details: str = "told to"
    end_after_bytes: int = 0
    first_byte_s: float = 0.0
    chunk_bytes: int = 1024
    chunk_delay_s: float = 0.0
    stall_after_bytes: int | None = None
    sound: bytes | None = None
    header: bytes | None = None


@dataclass(slots=True)
class GoogleTtsCall:
    """One call for speech.

    Attributes:
        at_s: When it came, on the loop's clock.
        api: ``streaming`` or ``unary``.
        metadata: What came along with it.
        request: The stream's ``StreamingSynthesizeConfig``, or the ``SynthesizeSpeechRequest``.
        texts: What was to be spoken.
        status: How it ended: a gRPC status; "" while it lasts.
        sent_bytes: Sound that was sent.
        cancelled_at_s: When the client ended it before it was done; None: it did not.
    """

    at_s: float
    api: str
    metadata: dict[str, str]
    request: Any = None
    texts: list[str] = field(default_factory=list)
    status: str = ""
    sent_bytes: int = 0
    cancelled_at_s: float | None = None

    @property
    def text(self) -> str:
        """All that was to be spoken."""
        return "".join(self.texts)


class FakeGoogleTts(GoogleServer):
    """Speaks each letter for 10 ms (``spell``); an async context manager.

    Args:
        api_key: The key it takes.

    Attributes:
        plans: How the next calls go, in order; then ``plan`` holds.
        plan: How all others go.
        calls: Every call for speech that came.
        listings: How often the voices were listed.
    """

    def __init__(self, *, api_key: str = "g-key") -> None:
        super().__init__(api_key, SERVICE)
        self.plans: deque[GoogleTtsPlan] = deque()
        self.plan = GoogleTtsPlan()
        self.calls: list[GoogleTtsCall] = []
        self.listings = 0

    @property
    def texts(self) -> list[str]:
        """What was to be spoken, call by call."""
        return [call.text for call in self.calls]

    def methods(self) -> Mapping[str, Any]:
        """GRPC's handlers, by method."""
        return {
            "StreamingSynthesize": grpc.stream_stream_rpc_method_handler(
                self._stream,
                sdk.StreamingSynthesizeRequest.deserialize,
                sdk.StreamingSynthesizeResponse.serialize,
            ),
            "SynthesizeSpeech": grpc.unary_unary_rpc_method_handler(
                self._whole,
                sdk.SynthesizeSpeechRequest.deserialize,
                sdk.SynthesizeSpeechResponse.serialize,
            ),
            "ListVoices": grpc.unary_unary_rpc_method_handler(
                self._list,
                sdk.ListVoicesRequest.deserialize,
                sdk.ListVoicesResponse.serialize,
            ),
        }

    async def _list(self, request: sdk.ListVoicesRequest, context: Any) -> Any:
        self.listings += 1
        try:
            self.check_key(context)
        except Refused as refused:
            await end(context, refused)
        return sdk.ListVoicesResponse()

    def _sound(self, text: str, rate_hz: int) -> bytes:
        voice = tones if self._improvises else spell
        return voice(text, sample_rate_hz=rate_hz)

    def _begin(self, api: str, context: Any) -> tuple[GoogleTtsCall, GoogleTtsPlan]:
        at_s = asyncio.get_running_loop().time()
        call = GoogleTtsCall(at_s, api, dict(context.invocation_metadata()))
        self.calls.append(call)
        return call, self.plans.popleft() if self.plans else self.plan

    async def _stream(
        self, requests: AsyncIterator[sdk.StreamingSynthesizeRequest], context: Any
    ) -> AsyncIterator[sdk.StreamingSynthesizeResponse]:
        call, plan = self._begin("streaming", context)
        try:
            self.check_key(context)
            is_first = True
            while (request := await _next(requests)) is not None:
                kind = sdk.StreamingSynthesizeRequest.pb(request).WhichOneof("streaming_request")
                if is_first != (kind == "streaming_config"):
                    raise Refused("INVALID_ARGUMENT", f"unexpected {kind}")
                if is_first:
                    call.request, is_first = request.streaming_config, False
                    check_stream(request.streaming_config)
                    continue
                check_input(request.input, call.request)
                call.texts.append(request.input.text)
                async for chunk in _spoken(
                    self._sound(request.input.text, _rate(call)), call, plan
                ):
                    yield sdk.StreamingSynthesizeResponse(audio_content=chunk)
            if call.texts:  # else the client went away before its text came
                call.status = "OK"
        except Refused as refused:
            call.status = refused.code
            await end(context, refused)
        finally:
            _note_cancelled(call)

    async def _whole(self, request: sdk.SynthesizeSpeechRequest, context: Any) -> Any:
        call, plan = self._begin("unary", context)
        call.request = request
        try:
            self.check_key(context)
            check_unary(request)
            call.texts.append(request.input.text)
            rate_hz = request.audio_config.sample_rate_hertz or 24_000
            sound = b"".join(
                [
                    chunk
                    async for chunk in _spoken(self._sound(request.input.text, rate_hz), call, plan)
                ]
            )
            header = wav_header(len(sound), rate_hz) if plan.header is None else plan.header
            call.status = "OK"
            whole = header + sound if plan.sound is None else sound
            return sdk.SynthesizeSpeechResponse(audio_content=whole)
        except Refused as refused:
            call.status = refused.code
            await end(context, refused)
        finally:
            _note_cancelled(call)


async def _next(requests: AsyncIterator[Any]) -> Any:
    """The next request, or None at their end.

    Raises:
        Refused: None came for too long.
    """
    try:
        async with asyncio.timeout(IDLE_S):
            return await anext(requests, None)
    except TimeoutError:
        raise Refused("ABORTED", IDLE_REASON) from None


async def _spoken(sound: bytes, call: GoogleTtsCall, plan: GoogleTtsPlan) -> AsyncIterator[bytes]:
    """The sound as it is to come.

    Raises:
        Refused: The plan says so.
    """
    await asyncio.sleep(plan.first_byte_s)
    sound = sound if plan.sound is None else plan.sound
    limits = [plan.end_after_bytes] if plan.status else []
    limits += [] if plan.stall_after_bytes is None else [plan.stall_after_bytes]
    last = min([len(sound), *limits])
    for start in range(0, last, plan.chunk_bytes):
        chunk = sound[start : min(start + plan.chunk_bytes, last)]
        call.sent_bytes += len(chunk)
        yield chunk
        await asyncio.sleep(plan.chunk_delay_s)
    if plan.status:
        raise Refused(plan.status, plan.details)
    if plan.stall_after_bytes is not None:
        await asyncio.get_running_loop().create_future()


def _rate(call: GoogleTtsCall) -> int:
    return call.request.streaming_audio_config.sample_rate_hertz or 24_000


def _note_cancelled(call: GoogleTtsCall) -> None:
    if not call.status:
        call.status = "CANCELLED"
        call.cancelled_at_s = asyncio.get_running_loop().time()
