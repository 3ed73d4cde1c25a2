"""What ElevenLabs' streamed text to speech accepts, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = [
    "FORMATS",
    "MODELS",
    "ONE_LANGUAGE",
    "check_body",
    "check_query",
    "error_body",
    "wrong_setting",
]

FORMATS = frozenset(
    f"pcm_{rate_hz}" for rate_hz in (8000, 16000, 22050, 24000, 32000, 44100, 48000)
)
QUERY = frozenset({"output_format", "enable_logging", "optimize_streaming_latency"})
BODY: Mapping[str, type | tuple[type, ...]] = {
    "apply_language_text_normalization": bool,
    "apply_text_normalization": str,
    "language_code": str,
    "model_id": str,
    "next_text": str,
    "previous_text": str,
    "pronunciation_dictionary_locators": list,
    "seed": int,
    "text": str,
    "voice_settings": dict,
}
SETTINGS: Mapping[str, tuple[float, float]] = {
    "similarity_boost": (0, 1),
    "speed": (0.7, 1.2),
    "stability": (0, 1),
    "style": (0, 1),
}
MODELS: Mapping[str, int] = {
    "eleven_flash_v2": 30_000,
    "eleven_flash_v2_5": 40_000,
    "eleven_multilingual_v2": 10_000,
    "eleven_v3": 5_000,
}
"""Model -> most characters of a request."""
ONE_LANGUAGE = frozenset({"eleven_multilingual_v2", "eleven_flash_v2"})


def check_query(query: Mapping[str, Sequence[str]]) -> dict[str, Any] | None:
    """The body of a 422, or None when the parameters are good."""
    for name, values in query.items():
        if name not in QUERY or len(values) != 1:
            return _invalid("query", name, "unexpected")
    if query.get("output_format", [""])[0] not in FORMATS:
        return _invalid("query", "output_format", "not a PCM format")
    return None


def check_body(body: Any) -> dict[str, Any] | None:
    """The body of a 422, or None when the request is good."""
    if not isinstance(body, dict):
        return _invalid("body", "", "not an object")
    for name, value in body.items():
        if name not in BODY:
            return _invalid("body", name, "unexpected")
        if not isinstance(value, BODY[name]):
            return _invalid("body", name, "wrong type")
    if not body.get("text", "").strip():
        return _invalid("body", "text", "nothing to speak")
    model_id = body.get("model_id", "eleven_multilingual_v2")
    if model_id not in MODELS:
        return _invalid("body", "model_id", "no such model")
    if len(body["text"]) > MODELS[model_id]:
        return _invalid("body", "text", "too long")
    if "language_code" in body and model_id in ONE_LANGUAGE:
        return _invalid("body", "language_code", f"not for {model_id}")
    wrong = wrong_setting(body.get("voice_settings", {}))
    return _invalid("body", wrong, "out of range") if wrong else None


def wrong_setting(settings: Mapping[str, Any]) -> str:
    """Which of the ``voice_settings`` is not possible; "" when all are."""
    for name, value in settings.items():
        low, high = SETTINGS.get(name, (0, 0))
        if name != "use_speaker_boost" and not (
            name in SETTINGS and isinstance(value, int | float) and low <= value <= high
        ):
            return f"voice_settings.{name}"
    return ""


def error_body(status: int, code: str) -> dict[str, Any]:
    """The body of an error: what went wrong is in ``code`` and, for keys, in ``status``."""
    kind = {401: "authentication_error", 402: "payment_required", 429: "rate_limit_error"}
    return {
        "detail": {
            "type": kind.get(status, "invalid_request" if status < 500 else "server_error"),
            "code": "unauthorized" if code == "invalid_api_key" else code,
            "message": f"refused: {code}",
            "status": code,
            "request_id": "fake",
        }
    }


def _invalid(where: str, name: str, text: str) -> dict[str, Any]:
    return {"detail": [{"loc": [where, name], "msg": text, "type": "value_error"}]}
