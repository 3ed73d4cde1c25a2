"""The fake Anthropic, as ``ten-lite conform`` tells it how to behave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ten_lite.testing.conformance import ChatPlan
from ten_lite.testing.conformance import Refusal as Why
from ten_lite.testing.conformance.chat_provider import ChatProvider
from ten_lite.testing.providers.anthropic import (
    Answer,
    FakeAnthropic,
    Fault,
    Refusal,
    Thinking,
    ToolUse,
)

__all__ = ["AnthropicProvider"]

KEY = "sk-ant-key-of-the-conformance-kit"
REFUSALS: Mapping[Why, Refusal] = {
    "key": Refusal(401, "authentication_error", f"invalid API key: {KEY}"),
    "quota": Refusal(402, "billing_error"),
    "busy": Refusal(429, "rate_limit_error", headers={"retry-after": "1"}),
    "broken": Refusal(500, "api_error"),
}
FAULTS = {"stall": Fault.STALL, "break": Fault.DISCONNECT, "cut": Fault.CUT}
REASONS = {"stop": "", "length": "max_tokens", "filter": "refusal"}


class AnthropicProvider(ChatProvider):
    """Messages."""

    def __init__(self) -> None:
        super().__init__(FakeAnthropic(api_key=KEY), REFUSALS)
        self.extra_params = {"metadata": {"user_id": "u7"}}

    def answer(self, plan: ChatPlan) -> Answer | Fault:
        """As ``Answer``."""
        steps: list[Any] = list(plan.steps)
        if plan.thoughts:
            steps.insert(0, Thinking(plan.thoughts))
        steps += [ToolUse(*call) for call in plan.calls]
        if plan.then != "end":
            steps.append(FAULTS[plan.then])
        if plan.headers_s:
            return Fault.STALL
        return Answer(steps, REASONS[plan.finish])
