"""The voice that is asked over HTTP, as the kit tells it how to behave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.testing.conformance import Refusal, TtsProvider, VoicePlan, skip
from ten_lite.testing.conformance.served_provider import ServedProvider
from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs

__all__ = ["KEY", "HttpProvider"]

KEY = "el-key-of-the-conformance-kit"
REFUSALS: Mapping[Refusal, ElevenLabsPlan] = {
    "key": ElevenLabsPlan(status=401, code="invalid_api_key"),
    "quota": ElevenLabsPlan(status=401, code="quota_exceeded"),
    "busy": ElevenLabsPlan(status=429, code="concurrent_limit_exceeded"),
    "broken": ElevenLabsPlan(status=500, code="internal_server_error"),
}


class HttpProvider(ServedProvider, TtsProvider):
    """Each text is a request of its own; a request that is cancelled has no connection left."""

    rates = ({"output_format": "pcm_8000"}, {"output_format": "pcm_24000"})

    def __init__(self) -> None:
        super().__init__(FakeElevenLabs(api_key=KEY))
        self.quick = {"first_byte_timeout_s": 1, "gap_timeout_s": 1}
        self.extra_params = {"seed": 7}

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``ElevenLabsPlan.status`` and ``code``."""
        self.go(REFUSALS[why], times)

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """As ``ElevenLabsPlan``."""
        if plan.late_bytes:
            skip("a request that is cancelled has no connection left that sound could come over")
        if plan.ends != 1:
            skip("the end of an answer over HTTP cannot be told twice")
        self.go(
            ElevenLabsPlan(
                first_byte_s=plan.first_byte_s,
                chunk_bytes=plan.chunk_bytes,
                chunk_delay_s=plan.chunk_delay_s,
                cut_after_bytes=plan.cut_after_bytes,
                stall_after_bytes=plan.stall_after_bytes,
                sound=plan.sound,
            ),
            times,
        )

    @property
    def requests(self) -> Sequence[float]:
        """When each came."""
        return [call.at_s for call in self.server.calls]

    @property
    def under_way(self) -> int:
        """Requests whose client is there and waits for more."""
        return sum(
            not call.done and call.cancelled_at_s is None and call.status == 200
            for call in self.server.calls
        )

    def seen_params(self) -> Mapping[str, Any]:
        """From the last request's body."""
        body = self.server.calls[-1].body
        return {name: body.get(name) for name in self.extra_params}

    @property
    def texts(self) -> Sequence[str]:
        """Request by request."""
        return list(self.server.texts)
