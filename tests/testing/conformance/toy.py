"""What the toy addons of all kinds share: their properties, and how they find their provider."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from pydantic import Field, SecretStr

from ten_lite.addons import AddonConfig
from ten_lite.errors import ProviderError

KEY = "toy-key-of-the-tests"
PROVIDERS: dict[str, Any] = {}
NAMES = itertools.count(1)

PlanT = TypeVar("PlanT")


class ToyConfig(AddonConfig):
    """Properties of every toy."""

    api_key: SecretStr
    server: str
    sample_rate_hz: int = 16_000
    patience_s: float = 5.0
    tries: int = 8
    language: str = "en-US"
    extra_params: Mapping[str, Any] = Field(default_factory=dict)


class Plans(Generic[PlanT]):
    """Keeps the plans and refusals of a toy provider, in the order they are for.

    Attributes:
        at_s: When each request came.
        params: ``extra_params`` of the last one.
    """

    def __init__(self, usual: PlanT) -> None:
        self._usual: PlanT | str = usual
        self._next: deque[PlanT | str] = deque()
        self.at_s: list[float] = []
        self.params: Mapping[str, Any] = {}

    def add(self, plan: PlanT | str, times: int | None) -> None:
        if times is None:
            self._next.clear()
            self._usual = plan
        else:
            self._next.extend([plan] * times)

    def take(self, at_s: float, params: Mapping[str, Any]) -> PlanT:
        """The plan of a request that comes now.

        Raises:
            ProviderError: It is refused.
        """
        self.at_s.append(at_s)
        self.params = params
        plan = self._next.popleft() if self._next else self._usual
        if isinstance(plan, str):
            raise ProviderError(f"refused: {plan}", retryable=plan in ("busy", "broken"), code=plan)
        return plan


class Registered:
    """Gives a provider a name that its addon finds it by."""

    properties: Mapping[str, Any]

    async def __aenter__(self) -> Self:
        self._name = f"toy{next(NAMES)}"
        PROVIDERS[self._name] = self
        self.properties = {"api_key": KEY, "server": self._name}
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        del PROVIDERS[self._name]
