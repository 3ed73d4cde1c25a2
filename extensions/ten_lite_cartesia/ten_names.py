"""Where TEN's ``cartesia_tts`` keeps the properties of ``cartesia_tts``."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["RENAMED"]

RENAMED: Mapping[str, str] = {
    "params.api_key": "api_key",
    "params.model_id": "model_id",
    "params.voice.id": "voice_id",
    "params.voice.mode": "",
    "params.language": "language",
    "params.output_format.sample_rate": "sample_rate_hz",
    "params.output_format.container": "",
    "params.output_format.encoding": "",
    "params.base_url": "base_url",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
    "ssml": "",
}
"""TEN's path -> ours; "" for what has no effect here."""
