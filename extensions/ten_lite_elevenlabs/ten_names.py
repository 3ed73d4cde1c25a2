"""Where TEN's ``elevenlabs_tts2_python`` keeps the properties of ``elevenlabs_tts``."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["RENAMED"]

RENAMED: Mapping[str, str] = {
    "params.key": "api_key",
    "params.api_key": "api_key",
    "params.base_url": "base_url",
    "params.model_id": "model_id",
    "params.voice_id": "voice_id",
    "params.output_format": "output_format",
    "params.language_code": "language",
    "params.language": "language",
    "params.voice_settings.stability": "stability",
    "params.voice_settings.similarity_boost": "similarity_boost",
    "params.voice_settings.speed": "speed",
    "params.auto_mode": "",
    "params.inactivity_timeout": "",
    "params.sample_rate": "",
    "sample_rate": "",
    "enable_words": "",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
}
"""TEN's path -> ours; "" for what has no effect here."""
