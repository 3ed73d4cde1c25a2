"""What OpenAI's errors mean."""

from __future__ import annotations

from functools import partial

import openai

from ten_lite.errors import CommandError, ProviderError
from ten_lite.kinds import HttpModel, llm_failure

__all__ = ["NO_CREDIT", "failure", "for_good", "sdk_failure"]

NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
VENDOR = "openai"

failure = partial(llm_failure, VENDOR)


def sdk_failure(config: HttpModel, error: openai.APIError) -> ProviderError | CommandError:
    """The error to raise for one of the SDK's, as ``llm_failure`` has it."""
    body = error.body if isinstance(error.body, dict) else {}
    response = error.response if isinstance(error, openai.APIStatusError) else None
    code = str(error.code or "")
    return failure(
        config,
        str(body.get("message") or error.message),
        status=response.status_code if response else 0,
        code=code,
        out_of_credit=code in NO_CREDIT,
        headers=response.headers if response else None,
    )


def for_good(refusal: CommandError) -> ProviderError:
    """The same as a failure of the node, for a request that would be refused each time."""
    return ProviderError(str(refusal), retryable=False, vendor=VENDOR, code="refused")
