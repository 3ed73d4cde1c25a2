"""The weather service: one HTTP request, in the caller's thread."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from ten_lite.errors import ProviderError

__all__ = ["fetch"]

VENDOR = "weatherapi"
LONGEST_ANSWER = 1_000_000
UNKNOWN_PLACE = "1006"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key is in the address and must not go anywhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


def fetch(url: str, query: Mapping[str, str], timeout_s: float) -> dict[str, Any]:
    """Get a JSON object.

    Args:
        url: Without its query.
        query: The query; it holds the key, and no error repeats any of it.
        timeout_s: For the connection and for each wait for data.

    Raises:
        ProviderError: No answer, or not the wanted one. ``code`` is the service's own: 1006 is
            a place it does not know.
    """
    try:
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(f"{url}?{urllib.parse.urlencode(query)}", timeout=timeout_s) as answer:
            body = answer.read(LONGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.read(LONGEST_ANSWER)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = type(getattr(error, "reason", error)).__name__
        raise ProviderError(
            f"the weather service does not answer: {reason}", retryable=True, vendor=VENDOR
        ) from None
    return _object(body)


def _refusal(status: int, body: bytes) -> ProviderError:
    try:
        code = str(json.loads(body)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        code = ""
    return ProviderError(
        f"the weather service refuses with {status}" + (f", code {code}" if code else ""),
        retryable=status == 429 or status >= 500,
        vendor=VENDOR,
        code=code,
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderError(
            "the weather service sent no JSON object", retryable=True, vendor=VENDOR
        )
    return found
