"""A provider over one of the fakes of ``ten_lite.testing.providers``."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.stt_provider import SttProvider
from ten_lite.testing.fake_provider import FakeProvider
from ten_lite.testing.providers.spoken import say_numbers

__all__ = ["NumbersProvider", "ServedProvider"]


class ServedProvider(Provider):
    """Runs a fake while a row is carried out; the first base of a provider of its kind.

    Args:
        server: The fake.

    Attributes:
        server: As given.
    """

    def __init__(self, server: FakeProvider) -> None:
        super().__init__()
        self.server: Any = server

    async def __aenter__(self) -> Self:
        await self.server.__aenter__()
        given = self.server.properties
        self.properties = {key: value for key, value in given.items() if value is not None}
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.server.__aexit__(error_type, error, traceback)

    def go(self, plan: Any, times: int | None, *, what: str = "plan") -> None:
        """Have the fake's next ``times`` requests go like this; None: all from now on.

        Args:
            plan: One of the fake's.
            times: How many.
            what: The fake's attribute for all requests; its plural is the one for the next ones.
        """
        upcoming = getattr(self.server, f"{what}s")
        if times is None:
            upcoming.clear()
            setattr(self.server, what, plan)
        else:
            upcoming.extend([plan] * times)


class NumbersProvider(ServedProvider, SttProvider):
    """A recogniser's fake that understands English numbers."""

    exact = True

    def speech(self, *words: str, sample_rate_hz: int = 16_000) -> bytes:
        """As fakes understand it."""
        return say_numbers(*words, sample_rate_hz=sample_rate_hz)
