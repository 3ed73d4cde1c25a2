"""What Deepgram's refusals mean."""

from __future__ import annotations

from ten_lite.errors import ProviderError

__all__ = ["refusal"]

FATAL = frozenset({400, 401, 402, 403, 404, 405})


def refusal(status: int, said: str) -> ProviderError:
    """The error for an HTTP status other than 101.

    Args:
        status: The status.
        said: Deepgram's words.
    """
    said = said[:120]
    if status in (401, 403):
        text = f"Deepgram refused the key ({status} {said}); check the property api_key"
    elif status in FATAL:
        text = f"Deepgram refused the request ({status} {said}); check the node's properties"
    else:
        text = f"Deepgram is not available ({status} {said})"
    return ProviderError(text, retryable=status not in FATAL, vendor="deepgram", code=str(status))
