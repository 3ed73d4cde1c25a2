"""What Azure's refusals mean: whether to try again, and what to tell the user."""

from __future__ import annotations

from ten_lite.errors import ProviderError

__all__ = ["failure", "refusal"]

VENDOR = "azure"
LONGEST_REASON = 160
CURES = {
    "AuthenticationFailure": "refused the key; check the properties api_key and region",
    "Forbidden": "refuses this key what was asked for, or its quota is used up",
    "BadRequest": "refused the request; check the node's properties",
}
"""What trying again does not cure."""


def failure(text: str, code: str = "") -> ProviderError:
    """A failure that may be over soon."""
    return ProviderError(text, retryable=True, vendor=VENDOR, code=code)


def refusal(code: str, details: str) -> ProviderError:
    """The error for a cancellation.

    Args:
        code: Name of the SDK's ``CancellationErrorCode``.
        details: The SDK's words.
    """
    said = " ".join(details.partition("[CALL STACK")[0].split())[:LONGEST_REASON]
    cure = CURES.get(code)
    text = f"Azure {cure}" if cure else "Azure is not available"
    text += f" ({code}: {said})" if said else f" ({code})"
    return ProviderError(text, retryable=cure is None, vendor=VENDOR, code=code)
