"""What Google's refusals mean: whether to try again, and what to tell the user."""

from __future__ import annotations

from ten_lite.errors import ProviderError

__all__ = ["failure", "refusal", "unusable"]

VENDOR = "google"
LONGEST_REASON = 160
KEY = "refused the key; check api_key, credentials, and that the project has the API enabled"
CURES = {
    "UNAUTHENTICATED": KEY,
    "PERMISSION_DENIED": KEY,
    "RESOURCE_EXHAUSTED": "has no quota left for this project",
    "INVALID_ARGUMENT": "refused the request; check the node's properties",
    "FAILED_PRECONDITION": "refused the request; check the node's properties",
    "NOT_FOUND": "does not know what was asked for; check the node's properties and endpoint",
    "UNIMPLEMENTED": "does not offer this there; check endpoint",
}
"""What trying again does not cure."""
KEY_WORDS = ("API key not valid", "API_KEY_INVALID", "API key expired", "invalid_grant")
"""A wrong API key is an INVALID_ARGUMENT, and a wrong service account an UNAVAILABLE."""


def failure(text: str, code: str = "") -> ProviderError:
    """A failure that may be over soon."""
    return ProviderError(text, retryable=True, vendor=VENDOR, code=code)


def unusable(text: str, code: str) -> ProviderError:
    """A failure that trying again does not cure."""
    return ProviderError(text, retryable=False, vendor=VENDOR, code=code)


def refusal(code: str, details: str | None) -> ProviderError:
    """The error for a call that ended with another status than OK.

    Args:
        code: Name of the gRPC status.
        details: Google's words.
    """
    said = " ".join((details or "").split())
    cure = KEY if any(word in said for word in KEY_WORDS) else CURES.get(code)
    text = f"Google {cure}" if cure else "Google is not available"
    text += f" ({code}: {said[:LONGEST_REASON]})" if said else f" ({code})"
    return unusable(text, code) if cure else failure(text, code)
