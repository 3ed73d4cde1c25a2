"""What went wrong at the provider: for good, for this request, or for now."""

from __future__ import annotations

import random
from collections.abc import Mapping
from urllib.parse import urlsplit

from ten_lite.errors import CommandError, ProviderError
from ten_lite_openai.config import OpenaiLlmConfig

__all__ = ["failure", "retry_delay_s"]

VENDOR = "openai"
FOR_GOOD = (401, 402, 403, 404)
NO_MONEY = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
FOR_NOW = (408, 409, 425, 429)
MESSAGE_CHARS = 300
LONGEST_WAIT_S = 5.0


def failure(
    config: OpenaiLlmConfig, *, status: int, code: str, message: str
) -> ProviderError | CommandError:
    """The error to raise.

    Args:
        config: Names the server and the properties to look at.
        status: The HTTP status; 0 when there was none.
        code: The error's own code, ``""`` for none.
        message: What the server or the SDK says; the key is cut out of it.

    Returns:
        A ``ProviderError``, or a ``CommandError`` for a request that the server cannot do and
        that says nothing about the next one.
    """
    host = urlsplit(config.base_url).netloc.rpartition("@")[2]
    label = " ".join(part for part in (str(status or ""), code) if part) or "no answer"
    text = f"{host} ({label}): {_safe(message, config)}"
    if code in NO_MONEY or status == 402:
        text = f'the account of "api_key" has no credit left at {text}'
    elif status in (401, 403):
        text = f'"api_key" is refused by {text}'
    elif status == 404:
        text = f'check "model" ({config.model}) and "base_url"; not found at {text}'
    elif status and status < 500 and status not in FOR_NOW:
        return CommandError(f"the request is refused by {text}")
    for_good = status in FOR_GOOD or code in NO_MONEY
    return ProviderError(text, retryable=not for_good, vendor=VENDOR, code=code)


def retry_delay_s(tries: int, headers: Mapping[str, str]) -> float | None:
    """How long to wait before the next try; None when the server asks for too long a wait.

    Args:
        tries: Tries so far, from 1.
        headers: Those of the refusal, names in lower case.
    """
    delay_s = 0.5 * 2.0 ** (tries - 1) * random.uniform(0.75, 1.25)
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            asked_s = float(headers[name]) * unit_s
        except (KeyError, ValueError):  # the header may be a date, which no API sends
            continue
        return max(delay_s, asked_s) if asked_s <= LONGEST_WAIT_S else None
    return delay_s


def _safe(message: str, config: OpenaiLlmConfig) -> str:
    key = config.api_key.get_secret_value()
    shown = message.replace(key, "**********") if key else message
    return " ".join(shown.split())[:MESSAGE_CHARS]
