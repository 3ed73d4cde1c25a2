"""The names that settings had before the API was generally available."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["modern"]

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "input_audio_format": ("audio", "input", "format"),
    "input_audio_noise_reduction": ("audio", "input", "noise_reduction"),
    "input_audio_transcription": ("audio", "input", "transcription"),
    "max_response_output_tokens": ("max_output_tokens",),
    "modalities": ("output_modalities",),
    "output_audio_format": ("audio", "output", "format"),
    "speed": ("audio", "output", "speed"),
    "turn_detection": ("audio", "input", "turn_detection"),
    "voice": ("audio", "output", "voice"),
}
FORMATS: Final[Mapping[str, Mapping[str, Any]]] = {
    "pcm16": {"type": "audio/pcm", "rate": 24_000},
    "g711_ulaw": {"type": "audio/pcmu"},
    "g711_alaw": {"type": "audio/pcma"},
}


def modern(session: Mapping[str, Any]) -> Mapping[str, Any]:
    """``session`` with its settings where they are now; one that is there already stays."""
    if not session.keys() & PLACES.keys():
        return session
    result: dict[str, Any] = {k: v for k, v in session.items() if k not in PLACES}
    for name, place in PLACES.items():
        if name not in session:
            continue
        value = session[name]
        if isinstance(value, str) and value in FORMATS:
            value = FORMATS[value]
        inner = result
        for key in place[:-1]:
            below = inner.get(key, {})
            if not isinstance(below, dict):  # is refused as what it is
                break
            inner[key] = inner = dict(below)
        else:
            inner.setdefault(place[-1], value)
    return result
