"""What Cartesia's refusals mean: whether to try again, and what to tell the operator."""

from __future__ import annotations

import json

from ten_lite.errors import ProviderError

__all__ = ["handshake_refusal", "not_samples", "refusal"]

VENDOR = "cartesia"
TEMPORARY = frozenset({408, 409, 425, 429})


def handshake_refusal(status: int, body: str) -> ProviderError:
    """The error for an HTTP status other than 101."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return refusal(status, "", body)
    words = [str(said.get(name) or "") for name in ("title", "message")]
    return refusal(status, str(said.get("error_code") or ""), ": ".join(filter(None, words)))


def refusal(status: int, code: str, said: str) -> ProviderError:
    """The error for what Cartesia says.

    Args:
        status: An HTTP status, on the WebSocket as well.
        code: Its ``error_code``, or "".
        said: Its words.
    """
    named = " ".join(f"{status} {code or said}".split())[:160]
    is_money = status == 402 or any(word in code for word in ("quota", "credit", "payment"))
    if is_money:
        text = f"Cartesia's quota is used up ({named})"
    elif status in TEMPORARY or status >= 500 or "context" in code:
        return ProviderError(
            f"Cartesia is not available ({named})",
            retryable=True,
            vendor=VENDOR,
            code=code or str(status),
        )
    elif status in (401, 403):
        text = f"Cartesia refused the key ({named}); check the property api_key"
    elif status == 404:
        text = f"Cartesia does not know what was asked for ({named}); check voice_id and model_id"
    else:
        text = f"Cartesia refused the request ({named}); check the node's properties"
    return ProviderError(text, retryable=False, vendor=VENDOR, code=code or str(status))


def not_samples() -> ProviderError:
    """The error for sound in a form that would be noise."""
    return ProviderError(
        "Cartesia sent a sound file in place of samples; check base_url and extra_params",
        retryable=False,
        vendor=VENDOR,
        code="container",
    )
