"""What is asked of ElevenLabs' voices: a WebSocket's address, and a context's first message."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from ten_lite.addons import websocket_url
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig

__all__ = ["contexts_url", "first_message", "language_code", "voice_settings"]

LONGEST_IDLE_S = 180
NO_LANGUAGE_CODE = frozenset(
    {
        "eleven_multilingual_v1",
        "eleven_multilingual_v2",
        "eleven_monolingual_v1",
        "eleven_flash_v2",
        "eleven_turbo_v2",
    }
)
OF_A_CONTEXT = ("generation_config", "pronunciation_dictionary_locators")
"""What is said in a context's first message, and not in the address."""


def contexts_url(config: ElevenLabsTtsConfig) -> str:
    """Address and query of the multi-context WebSocket for ``config``."""
    query: dict[str, Any] = {
        "model_id": config.model_id,
        "output_format": config.output_format,
        "auto_mode": True,  # speak what comes, without waiting for 120 characters of it
        "sync_alignment": True,
        "inactivity_timeout": LONGEST_IDLE_S,
    }
    if code := language_code(config):
        query["language_code"] = code
    query |= {
        name: value
        for name, value in config.extra_params.items()
        if name not in (*OF_A_CONTEXT, "voice_settings")
    }
    pairs = [(name, _text(value)) for name, value in query.items()]
    path = f"/v1/text-to-speech/{config.voice_id}/multi-stream-input"
    return f"{websocket_url(config.base_url)}{path}?{urlencode(pairs)}"


def first_message(config: ElevenLabsTtsConfig, name: str) -> dict[str, Any]:
    """What opens the context ``name``; only here may settings be told."""
    message: dict[str, Any] = {"text": " ", "context_id": name}
    if settings := voice_settings(config):
        message["voice_settings"] = settings
    for field in OF_A_CONTEXT:
        if field in config.extra_params:
            message[field] = config.extra_params[field]
    return message


def language_code(config: ElevenLabsTtsConfig) -> str:
    """ElevenLabs' code of the language; "" for none, or for a model that takes none."""
    if config.language is None or config.model_id in NO_LANGUAGE_CODE:
        return ""
    return config.language.split("-")[0].lower()


def voice_settings(config: ElevenLabsTtsConfig) -> dict[str, Any]:
    """What is set; the rest is the voice's own."""
    settings = dict(cast(dict[str, Any], config.extra_params.get("voice_settings", {})))
    for name in ("stability", "similarity_boost", "speed"):
        if (value := getattr(config, name)) is not None:
            settings[name] = value
    return settings


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
