"""An ``LlmProvider`` over one of the servers of ``ten_lite.testing.providers``."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from ten_lite.testing.conformance.llm_provider import ChatPlan, LlmProvider
from ten_lite.testing.conformance.provider import Refusal
from ten_lite.testing.providers.chat_server import ChatServer

__all__ = ["ChatProvider"]

FOR_EVER = 200
"""More requests than a row lets an addon make."""


class ChatProvider(LlmProvider):
    """Scripts a server that streams its answers over HTTP.

    Args:
        server: The server.
        refusals: What it is scripted with to refuse.
    """

    def __init__(self, server: ChatServer, refusals: Mapping[Refusal, Any]) -> None:
        super().__init__()
        self.server: Any = server
        self.quick = {"first_token_timeout_s": 1, "gap_timeout_s": 1, "max_retries": 1}
        self._refusals = refusals

    @abstractmethod
    def answer(self, plan: ChatPlan) -> Any:
        """What the server is scripted with for ``plan``."""

    @abstractmethod
    def address(self) -> Mapping[str, Any]:
        """The properties that lead to the server."""

    async def __aenter__(self) -> Self:
        await self.server.__aenter__()
        self.properties = self.address()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.server.__aexit__(error_type, error, traceback)

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """With an HTTP status."""
        self.server.script(*[self._refusals[why]] * (times or FOR_EVER))

    def plan(self, plan: ChatPlan, *, times: int | None = None) -> None:
        """As the server's ``Answer``."""
        self.server.piece_bytes = plan.piece_bytes
        self.server.script(*[self.answer(plan)] * (times or FOR_EVER))

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
