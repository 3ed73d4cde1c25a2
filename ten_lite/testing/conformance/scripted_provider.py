"""A provider over one of the HTTP servers of ``ten_lite.testing.providers``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.testing.conformance.provider import Refusal
from ten_lite.testing.conformance.served_provider import ServedProvider
from ten_lite.testing.fake_provider import FakeProvider

__all__ = ["FOR_EVER", "ScriptedProvider"]

FOR_EVER = 200
"""More requests than a row lets an addon make."""


class ScriptedProvider(ServedProvider):
    """Scripts a server request by request; the first base of a provider of its kind.

    Args:
        server: The server; it has a method ``script``.
        refusals: What it is scripted with to refuse.
    """

    def __init__(self, server: FakeProvider, refusals: Mapping[Refusal, Any]) -> None:
        super().__init__(server)
        self._refusals = refusals

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """With an HTTP status."""
        self.script(self._refusals[why], times)

    def script(self, answer: Any, times: int | None) -> None:
        """Script the server with ``answer`` for the next ``times`` requests; None: for all."""
        self.server.script(*[answer] * (times or FOR_EVER))

    @property
    def requests(self) -> Sequence[float]:
        """When each came."""
        return [request.at_s for request in self.server.requests]

    @property
    def under_way(self) -> int:
        """Requests whose answer is not complete and whose client is there."""
        return sum(not request.ended.is_set() for request in self.server.requests)

    def seen_params(self) -> Mapping[str, Any]:
        """From the last request's body."""
        body = self.server.requests[-1].body
        return {name: body.get(name) for name in self.extra_params}
