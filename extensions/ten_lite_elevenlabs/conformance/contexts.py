"""The voice that is fed text over a WebSocket, as the kit tells it how to behave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.testing.conformance import Provider, Refusal, TtsProvider, VoicePlan
from ten_lite.testing.conformance.served_provider import ServedProvider
from ten_lite.testing.providers import FakeElevenLabs, VoiceContext
from ten_lite.testing.providers import VoicePlan as SocketPlan
from ten_lite_elevenlabs.conformance.http import KEY, HttpProvider

__all__ = ["ContextsProvider"]

BYTES_PER_MS = 32
"""At the rate the addon asks for unless it is told otherwise."""
CUT = 1006
MOMENT_S = 0.1
REFUSALS: Mapping[Refusal, SocketPlan] = {
    "key": SocketPlan(error="invalid_api_key"),
    "quota": SocketPlan(error="quota_exceeded"),
    "busy": SocketPlan(status=429),
    "broken": SocketPlan(status=500),
}


class ContextsProvider(ServedProvider, TtsProvider):
    """A request is a context; several are on one WebSocket, one after the other."""

    rates = ({"output_format": "pcm_8000"}, {"output_format": "pcm_24000"})

    def __init__(self) -> None:
        super().__init__(FakeElevenLabs(api_key=KEY))
        self.quick = {"first_byte_timeout_s": 1, "gap_timeout_s": 1}
        self.extra_params = {
            "apply_text_normalization": "off",  # goes into the address
            "generation_config": {"chunk_length_schedule": [120]},  # into the first message
        }

    def fitting(self, properties: Mapping[str, Any]) -> Provider:
        """Another one for the transport HTTP."""
        return HttpProvider() if properties.get("transport") == "http" else self

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """At the handshake, or at the first message, as ElevenLabs does."""
        self.go(REFUSALS[why], times, what="voice_plan")

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """As the plan of a context; sizes of pieces are in whole ms, and one byte if odd."""
        context = SocketPlan(
            first_byte_s=plan.first_byte_s,
            chunk_ms=max(1, plan.chunk_bytes // BYTES_PER_MS),
            odd=plan.chunk_bytes % 2 == 1,
            chunk_delay_s=plan.chunk_delay_s,
            drop_after_ms=_ms(plan.cut_after_bytes),
            close_code=CUT,
            stall_after_ms=_ms(plan.stall_after_bytes),
            sound=plan.sound,
            late_ms=plan.late_bytes // BYTES_PER_MS,
            finals=plan.ends,
            final_delay_s=MOMENT_S if plan.ends > 1 else 0.0,
        )
        self.go(context, times, what="context_plan")

    @property
    def requests(self) -> Sequence[float]:
        """When each context was opened, or a WebSocket came that was refused."""
        refused = [c.at_s for c in self.server.voice_calls if c.error or c.status != 101]
        return sorted([*refused, *(context.at_s for context in self._contexts)])

    @property
    def under_way(self) -> int:
        """Contexts that are neither closed nor over, and whose client is there."""
        return sum(
            context.closed_at_s is None and not context.is_final
            for call in self.server.voice_calls
            if call.close_code is None
            for context in call.contexts.values()
        )

    def seen_params(self) -> Mapping[str, Any]:
        """From the last WebSocket's address and its first message."""
        call = self.server.voice_calls[-1]
        query = {name: values[0] for name, values in call.query.items()}
        told = query | call.messages[0]
        return {name: told.get(name) for name in self.extra_params}

    @property
    def texts(self) -> Sequence[str]:
        """Context by context."""
        return [context.text for context in self._contexts]

    @property
    def _contexts(self) -> list[VoiceContext]:
        return [one for call in self.server.voice_calls for one in call.contexts.values()]


def _ms(size: int | None) -> int | None:
    return None if size is None else size // BYTES_PER_MS
