"""What an HTTP language model's failure means: for good, for this request, or for now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr

from ten_lite.errors import CommandError, ProviderError

__all__ = ["HttpModel", "llm_failure"]

FOR_GOOD = (401, 402, 403, 404)
FOR_NOW = (408, 409, 425, 429)
MESSAGE_CHARS = 300


class HttpModel(Protocol):
    """The properties that an addon needs to have, so that its errors can name them."""

    @property
    def api_key(self) -> SecretStr:
        """The key; it is cut out of messages."""

    @property
    def base_url(self) -> str:
        """Where the server is."""

    @property
    def model(self) -> str:
        """The model's name at that server."""


def llm_failure(
    vendor: str,
    config: HttpModel,
    message: str,
    *,
    status: int = 0,
    code: str = "",
    out_of_credit: bool = False,
    headers: Mapping[str, str] | None = None,
) -> ProviderError | CommandError:
    """The error to raise.

    Args:
        vendor: Whose API it is.
        config: Names the server and the properties to look at.
        message: What the server or the SDK says; the key is cut out of it.
        status: The HTTP status; 0 when there was none.
        code: The error's own code, ``""`` for none.
        out_of_credit: Whether nothing more is answered until somebody pays.
        headers: Those of the refusal, names in lower case; ``retry-after`` is taken from them.

    Returns:
        A ``ProviderError``, or a ``CommandError`` for a request that the server cannot do and
        that says nothing about the next one.
    """
    host = urlsplit(config.base_url).netloc.rpartition("@")[2]
    label = " ".join(part for part in (str(status or ""), code) if part) or "no answer"
    text = f"{host} ({label}): {_safe(message, config)}"
    out_of_credit = out_of_credit or status == 402
    if out_of_credit:
        text = f'the account of "api_key" has no credit left at {text}'
    elif status in (401, 403):
        text = f'"api_key" is refused by {text}'
    elif status == 404:
        text = f'check "model" ({config.model}) and "base_url"; not found at {text}'
    elif status and status < 500 and status not in FOR_NOW:
        return CommandError(f"the request is refused by {text}")
    return ProviderError(
        text,
        retryable=not (out_of_credit or status in FOR_GOOD),
        vendor=vendor,
        code=code,
        retry_after_s=_asked_s(headers or {}),
    )


def _asked_s(headers: Mapping[str, str]) -> float:
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit_s)
        except (KeyError, ValueError):  # the header may be a date, which no API sends
            continue
    return 0.0


def _safe(message: str, config: HttpModel) -> str:
    key = config.api_key.get_secret_value()
    shown = message.replace(key, "**********") if key else message
    return " ".join(shown.split())[:MESSAGE_CHARS]
