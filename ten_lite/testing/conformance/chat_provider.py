"""An ``LlmProvider`` over one of the servers of ``ten_lite.testing.providers``."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from ten_lite.testing.conformance.llm_provider import ChatPlan, LlmProvider
from ten_lite.testing.conformance.provider import Refusal
from ten_lite.testing.conformance.scripted_provider import ScriptedProvider
from ten_lite.testing.fake_provider import FakeProvider

__all__ = ["ChatProvider"]


class ChatProvider(ScriptedProvider, LlmProvider):
    """Scripts a server that streams its answers over HTTP.

    Args:
        server: The server.
        refusals: What it is scripted with to refuse.
    """

    def __init__(self, server: FakeProvider, refusals: Mapping[Refusal, Any]) -> None:
        super().__init__(server, refusals)
        self.quick = {"first_token_timeout_s": 1, "gap_timeout_s": 1, "max_retries": 1}

    @abstractmethod
    def answer(self, plan: ChatPlan) -> Any:
        """What the server is scripted with for ``plan``."""

    def plan(self, plan: ChatPlan, *, times: int | None = None) -> None:
        """As the server's ``Answer``."""
        self.server.piece_bytes = plan.piece_bytes
        self.script(self.answer(plan), times)
