"""What ElevenLabs' refusals mean: whether to try again, and what to tell the user."""

from __future__ import annotations

from typing import Any

from ten_lite.errors import ProviderError

__all__ = [
    "CONTAINERS",
    "VENDOR",
    "failure",
    "not_samples",
    "refusal",
    "scribe_refusal",
    "socket_refusal",
]

VENDOR = "elevenlabs"
CONTAINERS = (b"RIFF", b"ID3", b"OggS", b"fLaC")
"""How sound begins that is no samples."""
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


def socket_refusal(code: str) -> ProviderError:
    """The error for what ElevenLabs says on a WebSocket of voices before it ends it.

    Args:
        code: Its name of the error, such as ``voice_not_found``. Its words may repeat what it was
            sent, so they are not told.
    """
    if code in MONEY_CODES:
        text = f"ElevenLabs' quota is used up ({code})"
    elif code in KEY_CODES:
        text = f"ElevenLabs refused the key ({code}); check the property api_key"
    elif code.startswith("voice_"):
        text = f"ElevenLabs does not know what was asked for ({code}); check voice_id and base_url"
    elif code.startswith(("invalid_", "unsupported_", "model_", "unauthorized_")):
        text = f"ElevenLabs refused the request ({code}); check the node's properties"
    else:
        return failure(f"ElevenLabs is not available ({code})", code)
    return ProviderError(text, retryable=False, vendor=VENDOR, code=code)


def scribe_refusal(kind: str, said: str) -> ProviderError:
    """The error for what Scribe says on a connection that it then ends.

    Args:
        kind: Its name of the error, such as ``quota_exceeded``.
        said: Its words.
    """
    named = f"{kind}: {said}" if said else kind
    if kind == "auth_error":
        text = f"ElevenLabs refused the key ({named}); check the property api_key"
    elif kind in MONEY_CODES:
        text = f"ElevenLabs' quota is used up ({named})"
    elif kind.startswith("unaccepted_terms"):
        text = f"ElevenLabs wants its terms accepted first ({named}); do so in its console"
    elif kind == "invalid_request":
        text = f"ElevenLabs refused the request ({named}); check the node's properties"
    else:
        return failure(f"ElevenLabs is not available ({named})", kind)
    return ProviderError(text, retryable=False, vendor=VENDOR, code=kind)


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
