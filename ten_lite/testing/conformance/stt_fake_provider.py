"""``SttFakeProvider``: a fake recogniser of ``ten_lite.testing.providers``, told how to behave.

Not exported by ``ten_lite.testing.conformance``: importing it imports ``websockets``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from ten_lite.testing.conformance.provider import Refusal
from ten_lite.testing.conformance.stt_provider import EarPlan, SttProvider
from ten_lite.testing.providers.spoken import say_numbers
from ten_lite.testing.providers.stt_fake import SttFake, SttPlan

__all__ = ["SttFakeProvider"]

PlanT = TypeVar("PlanT", bound=SttPlan)


class SttFakeProvider(SttProvider, Generic[PlanT]):
    """One connection for each session; words are numbers.

    Args:
        server: The fake.
        refusals: How it refuses.
        extra_params: See ``Provider``; looked for in the query.
    """

    exact = True

    def __init__(
        self,
        server: SttFake[PlanT],
        refusals: Mapping[Refusal, PlanT],
        extra_params: Mapping[str, str],
    ) -> None:
        super().__init__()
        self.extra_params = extra_params
        self._server = server
        self._refusals = refusals

    @abstractmethod
    def translated(self, plan: EarPlan) -> PlanT:
        """The same in the words of the fake."""

    async def __aenter__(self) -> Self:
        await self._server.__aenter__()
        self.properties = self._server.properties
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._server.__aexit__(error_type, error, traceback)

    def speech(self, *words: str, sample_rate_hz: int = 16_000) -> bytes:
        """As the fake understands it."""
        return say_numbers(*words, sample_rate_hz=sample_rate_hz)

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``refusals`` say."""
        self._go(self._refusals[why], times)

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """As ``translated``."""
        self._go(self.translated(plan), times)

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

    def _go(self, plan: PlanT, times: int | None) -> None:
        if times is None:
            self._server.plans.clear()
            self._server.plan = plan
        else:
            self._server.plans.extend([plan] * times)
