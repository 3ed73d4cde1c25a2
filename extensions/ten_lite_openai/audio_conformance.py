"""The fake OpenAI's voice and ears, as ``ten-lite conform`` tells them how to behave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from ten_lite.testing.conformance import EarPlan, TtsProvider, VoicePlan, skip
from ten_lite.testing.conformance.scripted_provider import ScriptedProvider
from ten_lite.testing.conformance.served_provider import NumbersProvider
from ten_lite.testing.providers.chat_server import ChatRequest, EventWire
from ten_lite.testing.providers.openai import FakeOpenai, Fault, Speech, Transcript
from ten_lite_openai.conformance import KEY, REFUSALS

__all__ = ["OpenaiEarProvider", "OpenaiVoiceProvider"]

UNREADABLE = b"data: {\n\n"
UNHEARD = (
    b": ping\n\n"
    b'event: unheard\ndata: {"type": "unheard"}\n\n'
    b"data: {}\n\n"
    b"data: []\n\n"
    b'data: {"type": "transcript.text.delta", "delta": ""}\n\n'
)


class _ForgetfulOpenai(FakeOpenai):
    """Keeps no files: how much sound the addon keeps is measured in the same process."""

    async def answer(self, request: ChatRequest, wire: EventWire) -> None:
        try:
            await super().answer(request, wire)
        finally:
            request.body.pop("file", None)


class OpenaiEarProvider(ScriptedProvider, NumbersProvider):
    """Each utterance is a request of its own; words are numbers."""

    def __init__(self) -> None:
        super().__init__(_ForgetfulOpenai(api_key=KEY), REFUSALS)
        self.extra_params = {"chunking_strategy": "auto"}

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        # pieces so short that the SDK's copies of one do not count
        self.properties = {**self.properties, "max_utterance_s": 10}
        return self

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """As ``Transcript``; of answers that mean nothing the first cannot be read at all."""
        if not plan.reads:
            self.script(Fault.STALL, times)
            return
        if plan.garbage:
            self.script(Transcript(first=UNREADABLE), 1)
        transcript = Transcript(
            headers_s=plan.connect_delay_s,
            cut_after_ms=plan.cut_after_ms,
            first=UNHEARD if plan.garbage else b"",
        )
        self.script(transcript, times)


class OpenaiVoiceProvider(ScriptedProvider, TtsProvider):
    """Each text is a request of its own; a request that is cancelled has no connection left."""

    rates = ({"sample_rate_hz": 8000}, {"sample_rate_hz": 24000})

    def __init__(self) -> None:
        super().__init__(FakeOpenai(api_key=KEY, takes=("lang_code",)), REFUSALS)
        self.quick = {"first_byte_timeout_s": 1, "gap_timeout_s": 1}
        self.extra_params = {"lang_code": "a"}

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """As ``Speech``."""
        if plan.late_bytes:
            skip("a request that is cancelled has no connection left that sound could come over")
        if plan.ends != 1:
            skip("the end of an answer over HTTP cannot be told twice")
        fault, after_bytes = None, 0
        if plan.stall_after_bytes is not None:
            fault, after_bytes = Fault.STALL, plan.stall_after_bytes
        elif plan.cut_after_bytes is not None:
            fault, after_bytes = Fault.DISCONNECT, plan.cut_after_bytes
        speech = Speech(
            sound=plan.sound,
            first_byte_s=plan.first_byte_s,
            chunk_bytes=plan.chunk_bytes,
            chunk_delay_s=plan.chunk_delay_s,
            fault=fault,
            fault_after_bytes=after_bytes,
        )
        self.script(speech, times)

    @property
    def texts(self) -> Sequence[str]:
        """Request by request."""
        return [request.body["input"] for request in self.server.requests]
