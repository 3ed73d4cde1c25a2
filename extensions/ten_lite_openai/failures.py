"""What OpenAI's errors mean."""

from __future__ import annotations

from functools import partial

import openai

from ten_lite.errors import CommandError, ProviderError
from ten_lite.kinds import llm_failure
from ten_lite_openai.config import OpenaiLlmConfig

__all__ = ["failure", "sdk_failure"]

NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")

failure = partial(llm_failure, "openai")


def sdk_failure(config: OpenaiLlmConfig, error: openai.APIError) -> ProviderError | CommandError:
    """The error to raise for one of the SDK's, as ``llm_failure`` has it."""
    body = error.body if isinstance(error.body, dict) else {}
    response = error.response if isinstance(error, openai.APIStatusError) else None
    code = error.code or ""
    return failure(
        config,
        str(body.get("message") or error.message),
        status=response.status_code if response else 0,
        code=code,
        out_of_credit=code in NO_CREDIT,
        headers=response.headers if response else None,
    )
