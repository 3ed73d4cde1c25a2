"""The fake OpenAI, as ``ten-lite conform`` tells it how to behave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ten_lite.testing.conformance import ChatPlan
from ten_lite.testing.conformance import Refusal as Why
from ten_lite.testing.conformance.chat_provider import ChatProvider
from ten_lite.testing.providers.openai import (
    Answer,
    FakeOpenai,
    Fault,
    Refusal,
    tool_call_deltas,
)

__all__ = ["OpenaiProvider"]

KEY = "sk-key-of-the-conformance-kit"
REFUSALS: Mapping[Why, Refusal] = {
    "key": Refusal(401, "invalid_api_key", f"Incorrect API key provided: {KEY}."),
    "quota": Refusal(429, "insufficient_quota"),
    "busy": Refusal(429, "rate_limit_exceeded", headers={"retry-after": "1"}),
    "broken": Refusal(500, "server_error"),
}
FAULTS = {"stall": Fault.STALL, "break": Fault.DISCONNECT, "cut": Fault.CUT}
REASONS = {"stop": "stop", "length": "length", "filter": "content_filter"}


class OpenaiProvider(ChatProvider):
    """Chat completions."""

    def __init__(self) -> None:
        super().__init__(FakeOpenai(api_key=KEY), REFUSALS)
        self.extra_params = {"seed": 7}

    def answer(self, plan: ChatPlan) -> Answer | Fault:
        """As ``Answer``."""
        steps: list[Any] = list(plan.steps)
        if plan.thoughts:
            steps.insert(0, {"reasoning_content": plan.thoughts})
        steps += tool_call_deltas(*plan.calls) if plan.calls else []
        if plan.then != "end":
            steps.append(FAULTS[plan.then])
        if plan.headers_s:
            return Fault.STALL
        return Answer(steps, "tool_calls" if plan.calls else REASONS[plan.finish])
