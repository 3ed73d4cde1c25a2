"""What Anthropic's errors mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import anthropic

from ten_lite.errors import CommandError, ProviderError
from ten_lite.kinds import llm_failure
from ten_lite_anthropic.config import AnthropicLlmConfig

__all__ = ["failure", "sdk_failure"]

STATUSES: Mapping[str, int] = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
NO_CREDIT = (
    "contract_spend_limit_reached",
    "enforced_spend_limit_reached",
    "linked_organization_spend_limit_reached",
)
NO_CREDIT_WORDS = "credit balance is too low"
"""An account without credit may be a 400 like that of a wrong request, and has no code."""

failure = partial(llm_failure, "anthropic")


def sdk_failure(
    config: AnthropicLlmConfig, error: anthropic.APIError
) -> ProviderError | CommandError:
    """The error to raise for one of the SDK's, as ``llm_failure`` has it."""
    if not isinstance(error, anthropic.APIStatusError):
        return failure(config, error.message)
    message = error.api_message or error.message
    status = error.status_code
    if status < 400:  # it came in the middle of a stream, which had begun well
        status = STATUSES.get(error.type or "", 500)
    return failure(
        config,
        message,
        status=status,
        code=error.error_code or error.type or "",
        out_of_credit=error.error_code in NO_CREDIT or NO_CREDIT_WORDS in message,
        headers=error.response.headers,
    )
