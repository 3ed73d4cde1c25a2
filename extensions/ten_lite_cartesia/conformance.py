"""The fake Cartesia, as ``ten-lite conform`` tells it how to behave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.testing.conformance import Refusal, TtsProvider, VoicePlan
from ten_lite.testing.conformance.served_provider import ServedProvider
from ten_lite.testing.providers import CartesiaPlan, FakeCartesia

__all__ = ["CartesiaProvider"]

REFUSALS: Mapping[Refusal, CartesiaPlan] = {
    "quota": CartesiaPlan(status=402, code="quota_exceeded"),
    "busy": CartesiaPlan(status=429, code="concurrency_limited"),
    "broken": CartesiaPlan(status=500),
}
KEY_REFUSED = 401


class CartesiaProvider(ServedProvider, TtsProvider):
    """Answers are contexts of one connection; a key is refused when that is asked for."""

    rates = ({"sample_rate_hz": 8_000}, {"sample_rate_hz": 24_000})

    def __init__(self) -> None:
        super().__init__(FakeCartesia(api_key="ca-key-of-the-conformance-kit"))
        self.quick = {"stall_timeout_s": 1}
        self.extra_params = {"generation_config": {"speed": 1.1}}

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As an ``error`` of the context, a key as the status of the handshake."""
        if why != "key":
            self.go(REFUSALS[why], times)
        else:
            self.go(KEY_REFUSED, times, what="handshake")

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """As ``CartesiaPlan``."""
        self.go(
            CartesiaPlan(
                first_sound_s=plan.first_byte_s,
                chunk_bytes=plan.chunk_bytes,
                chunk_s=plan.chunk_delay_s,
                cut_after_bytes=plan.cut_after_bytes,
                stall_after_bytes=plan.stall_after_bytes,
                obeys_cancel=not plan.late_bytes,
                sound=plan.sound,
                dones=plan.ends,
            ),
            times,
        )

    @property
    def requests(self) -> Sequence[float]:
        """When each context was begun, or a connection refused."""
        refused = [call.at_s for call in self.server.calls if call.status != 101]
        return sorted([*refused, *(context.at_s for context in self.server.contexts)])

    @property
    def under_way(self) -> int:
        """Contexts that are neither over nor cancelled."""
        return sum(
            not context.is_over and context.cancelled_at_s is None
            for context in self.server.contexts
        )

    def seen_params(self) -> Mapping[str, Any]:
        """From the last context's first input."""
        request = self.server.contexts[-1].requests[0]
        return {name: request.get(name) for name in self.extra_params}

    @property
    def texts(self) -> Sequence[str]:
        """Context by context."""
        return list(self.server.texts)
