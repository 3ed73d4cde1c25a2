"""The fake Deepgram, as ``ten-lite conform`` tells it how to behave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from ten_lite.testing.conformance import EarPlan, Refusal, SttProvider
from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, say_numbers

__all__ = ["DeepgramProvider"]

KEY = "dg-key-of-the-conformance-kit"
REFUSALS: Mapping[Refusal, DeepgramPlan] = {
    "key": DeepgramPlan(status=401, reason="Invalid credentials."),
    "quota": DeepgramPlan(status=402, reason="Project does not have enough credits."),
    "busy": DeepgramPlan(status=429, reason="Too many requests."),
    "broken": DeepgramPlan(status=503, reason="Service unavailable."),
}
GARBAGE = (
    "{",
    "[]",
    '{"type": "Unheard"}',
    '{"type": "Results"}',
    '{"type": "Results", "channel": {"alternatives": []}, "start": "x"}',
)


class DeepgramProvider(SttProvider):
    """One connection for each session; words are numbers."""

    exact = True

    def __init__(self) -> None:
        super().__init__()
        self.extra_params = {"tag": "conform"}
        self._server = FakeDeepgram(api_key=KEY)

    async def __aenter__(self) -> Self:
        await self._server.__aenter__()
        self.properties = {"api_key": KEY, "base_url": self._server.url}
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._server.__aexit__(error_type, error, traceback)

    def speech(self, *words: str, sample_rate_hz: int = 16_000) -> bytes:
        """As the fake Deepgram understands it."""
        return say_numbers(*words, sample_rate_hz=sample_rate_hz)

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``DeepgramPlan.status`` and ``reason``."""
        self._go(REFUSALS[why], times)

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """As ``DeepgramPlan``."""
        self._go(
            DeepgramPlan(
                connect_delay_s=plan.connect_delay_s,
                drop_after_ms=plan.cut_after_ms,
                reads=plan.reads,
                first_messages=GARBAGE if plan.garbage else (),
            ),
            times,
        )

    @property
    def requests(self) -> Sequence[float]:
        """When each connection was asked for."""
        return [call.at_s for call in self._server.calls]

    @property
    def under_way(self) -> int:
        """Connections that are open."""
        calls = self._server.calls
        return sum(call.status == 101 and call.close_code is None for call in calls)

    def seen_params(self) -> Mapping[str, Any]:
        """From the last request's query."""
        query = self._server.calls[-1].query
        return {name: query.get(name, [""])[0] for name in self.extra_params}

    def _go(self, plan: DeepgramPlan, times: int | None) -> None:
        if times is None:
            self._server.plans.clear()
            self._server.plan = plan
        else:
            self._server.plans.extend([plan] * times)
