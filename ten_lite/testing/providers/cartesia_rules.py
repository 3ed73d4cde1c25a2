"""What Cartesia's WebSocket for speech accepts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["VOICE", "check_message"]

VOICE = "f786b574-daa5-4673-aa0c-cbe3e8534c02"
RATES = (8_000, 16_000, 22_050, 24_000, 44_100, 48_000)


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _output_format(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"container", "encoding", "sample_rate"}
        and value["container"] == "raw"
        and value["encoding"] == "pcm_s16le"
        and value["sample_rate"] in RATES
    )


def _generation_config(value: Any) -> bool:
    limits = {"speed": (0.6, 1.5), "volume": (0.5, 2.0)}
    return isinstance(value, dict) and all(
        isinstance(given, str)
        if name == "emotion"
        else name in limits and limits[name][0] <= given <= limits[name][1]
        for name, given in value.items()
    )


FIELDS: Mapping[str, Callable[[Any], bool]] = {
    "add_phoneme_timestamps": _boolean,
    "add_timestamps": _boolean,
    "context_id": _text,
    "continue": _boolean,
    "flush": _boolean,
    "generation_config": _generation_config,
    "language": lambda value: _text(value) and len(value) == 2,
    "max_buffer_delay_ms": lambda value: isinstance(value, int) and 0 <= value <= 5000,
    "model_id": lambda value: _text(value) and value.startswith("sonic"),
    "output_format": _output_format,
    "pronunciation_dict_id": _text,
    "transcript": lambda value: isinstance(value, str),
    "use_normalized_timestamps": _boolean,
    "voice": lambda value: (
        isinstance(value, dict) and value.get("mode") == "id" and _text(value.get("id"))
    ),
}
REQUIRED = ("context_id", "model_id", "output_format", "transcript", "voice")


def check_message(text: str | bytes) -> tuple[dict[str, Any], str]:
    """A message, and what is wrong with it, or ""."""
    try:
        message = json.loads(text)
        json.dumps(message, ensure_ascii=False).encode()  # half a character is no text
    except (ValueError, UnicodeError):
        return {}, "not a JSON object"
    if not isinstance(message, dict):
        return {}, "not a JSON object"
    if message.get("cancel") is True:
        is_whole = set(message) == {"cancel", "context_id"} and _text(message["context_id"])
        return message, "" if is_whole else "a cancel has a context_id and nothing else"
    for name in REQUIRED:
        if name not in message:
            return message, f"{name} is required"
    for name, value in message.items():
        if name not in FIELDS:
            return message, f"unknown field {name}"
        if not FIELDS[name](value):
            return message, f"{name} has an invalid value"
    return message, ""
