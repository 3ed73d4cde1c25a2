"""What AssemblyAI's refusals mean: whether to try again, and what to tell the operator."""

from __future__ import annotations

from ten_lite.errors import ProviderError

__all__ = ["EXPIRED", "refusal"]

VENDOR = "assemblyai"
EXPIRED = 3008
"""The session has lasted as long as it may: no failure."""
TOO_MANY = 3009
KEY = frozenset({401, 403, 1008, 4001})
MONEY = frozenset({402, 4002, 4003})
REQUEST = frozenset({400, 404, 405, 410, 3006, 4000, 4100, 4101})


def refusal(code: int, said: str) -> ProviderError:
    """The error for an HTTP status, an ``Error`` message or a close code.

    Args:
        code: One of these; their numbers do not overlap.
        said: AssemblyAI's words.
    """
    said = " ".join(said.split())[:160]
    named = f"{code} {said}".strip()
    is_crowded = code == TOO_MANY or "concurrent" in said.lower()
    if code in MONEY or (code in KEY and _is_about_money(said)):
        text = f"AssemblyAI's account has no balance left ({named})"
    elif code in KEY and not is_crowded:
        text = f"AssemblyAI refused the key ({named}); check the property api_key"
    elif code in REQUEST:
        text = f"AssemblyAI refused the request ({named}); check the node's properties"
    else:
        return ProviderError(
            f"AssemblyAI is not available ({named})",
            retryable=True,
            vendor=VENDOR,
            code=str(code),
        )
    return ProviderError(text, retryable=False, vendor=VENDOR, code=str(code))


def _is_about_money(said: str) -> bool:
    return any(word in said.lower() for word in ("balance", "funds", "credit"))
