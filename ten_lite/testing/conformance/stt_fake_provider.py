"""``SttFakeProvider``: a fake recogniser of ``ten_lite.testing.providers``, told how to behave.

Not exported by ``ten_lite.testing.conformance``: importing it imports ``websockets``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from ten_lite.testing.conformance.provider import Refusal
from ten_lite.testing.conformance.served_provider import NumbersProvider
from ten_lite.testing.conformance.stt_provider import EarPlan
from ten_lite.testing.providers.stt_fake import SttFake, SttPlan

__all__ = ["SttFakeProvider"]

PlanT = TypeVar("PlanT", bound=SttPlan)


class SttFakeProvider(NumbersProvider, Generic[PlanT]):
    """One connection for each session; words are numbers.

    Args:
        server: The fake.
        refusals: How it refuses.
        extra_params: See ``Provider``; looked for in the query.
    """

    def __init__(
        self,
        server: SttFake[PlanT],
        refusals: Mapping[Refusal, PlanT],
        extra_params: Mapping[str, str],
    ) -> None:
        super().__init__(server)
        self.extra_params = extra_params
        self._refusals = refusals

    @abstractmethod
    def translated(self, plan: EarPlan) -> PlanT:
        """The same in the words of the fake."""

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """As ``refusals`` say."""
        self.go(self._refusals[why], times)

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """As ``translated``."""
        self.go(self.translated(plan), times)

    @property
    def requests(self) -> Sequence[float]:
        """When each connection was asked for."""
        return [call.at_s for call in self.server.calls]

    @property
    def under_way(self) -> int:
        """Connections that are open."""
        calls = self.server.calls
        return sum(call.status == 101 and call.close_code is None for call in calls)

    def seen_params(self) -> Mapping[str, Any]:
        """From the last request's query."""
        query = self.server.calls[-1].query
        return {name: query.get(name, [""])[0] for name in self.extra_params}
