"""The fake OpenAI's voice and ears, as ``ten-lite conform`` tells them how to behave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.testing.conformance import TtsProvider, VoicePlan, skip
from ten_lite.testing.conformance.scripted_provider import ScriptedProvider
from ten_lite.testing.providers.openai import FakeOpenai, Fault, Speech
from ten_lite_openai.conformance import KEY, REFUSALS

__all__ = ["OpenaiVoiceProvider"]


class OpenaiVoiceProvider(ScriptedProvider, TtsProvider):
    """Each text is a request of its own; a request that is cancelled has no connection left."""

    rates = ({"sample_rate_hz": 8000}, {"sample_rate_hz": 24000})

    def __init__(self) -> None:
        super().__init__(FakeOpenai(api_key=KEY, takes=("lang_code",)), REFUSALS)
        self.quick = {"first_byte_timeout_s": 1, "gap_timeout_s": 1}
        self.extra_params = {"lang_code": "a"}

    def address(self) -> Mapping[str, Any]:
        """Its URL and key."""
        return {"base_url": self.server.base_url, "api_key": KEY}

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
        self.go(speech, times)

    @property
    def texts(self) -> Sequence[str]:
        """Request by request."""
        return [request.body["input"] for request in self.server.requests]
