"""What ElevenLabs' refusals mean: whether to try again, and what to tell the user."""

from __future__ import annotations

from typing import Any

from ten_lite.errors import ProviderError

__all__ = ["VENDOR", "failure", "not_samples", "refusal"]

VENDOR = "elevenlabs"
TEMPORARY = frozenset({408, 409, 425, 429})
KEY_CODES = frozenset(
    {"unauthorized", "invalid_api_key", "missing_permissions", "needs_authorization"}
)
MONEY_CODES = frozenset({"quota_exceeded", "insufficient_credits", "payment_required"})


def failure(text: str, code: str = "") -> ProviderError:
    """A failure that may be over soon."""
    return ProviderError(text, retryable=True, vendor=VENDOR, code=code)


def not_samples() -> ProviderError:
    """The error for sound in a form that would be noise."""
    return ProviderError(
        "ElevenLabs sent a sound file in place of samples; check output_format and base_url",
        retryable=False,
        vendor=VENDOR,
        code="container",
    )


def refusal(status: int, body: Any) -> ProviderError:
    """The error for an answer other than sound.

    The body's ``code`` and ``status`` tell more than the HTTP status: a used-up quota is a 401.
    """
    words = _words(body)
    code = next((word for word in words if word in MONEY_CODES), words[0] if words else "")
    named = f"{status} {code}".strip()
    if status in TEMPORARY or status >= 500:
        return ProviderError(
            f"ElevenLabs is not available ({named})",
            retryable=True,
            vendor=VENDOR,
            code=code or str(status),
        )
    if code in MONEY_CODES or status == 402:
        text = f"ElevenLabs' quota is used up ({named})"
    elif status == 401 or code in KEY_CODES:
        text = f"ElevenLabs refused the key ({named}); check the property api_key"
    elif status == 404:
        text = f"ElevenLabs does not know what was asked for ({named}); check voice_id and base_url"
    else:
        text = f"ElevenLabs refused the request ({named}); check the node's properties"
    return ProviderError(text, retryable=False, vendor=VENDOR, code=code or str(status))


def _words(body: Any) -> list[str]:
    """Codes in an error's body, in any of its three forms."""
    detail = body.get("detail") if isinstance(body, dict) else None
    if isinstance(detail, list):  # 422: what is wrong with which field
        first = detail[0] if detail and isinstance(detail[0], dict) else {}
        place = first.get("loc")
        return [".".join(map(str, place))[:80]] if isinstance(place, list) else []
    if not isinstance(detail, dict):
        return []
    found = (detail.get("status"), detail.get("code"))
    return [word[:80] for word in found if isinstance(word, str) and word]
