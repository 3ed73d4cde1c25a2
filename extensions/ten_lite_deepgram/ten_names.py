"""Where TEN's ``deepgram_asr_python`` keeps the properties of ``deepgram_stt``."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["RENAMED"]

RENAMED: Mapping[str, str] = {
    "params.api_key": "api_key",
    "params.key": "api_key",
    "params.url": "base_url",
    "params.base_url": "base_url",
    "params.model": "model",
    "params.language": "language",
    "params.sample_rate": "sample_rate_hz",
    "params.interim_results": "interim_results",
    "params.punctuate": "punctuate",
    "params.smart_format": "smart_format",
    "params.endpointing": "endpointing_ms",
    "params.utterance_end_ms": "utterance_end_ms",
    "params.keyterm": "keyterms",
    "sample_rate": "sample_rate_hz",
    "encoding": "",
    "params.encoding": "",
    "params.channels": "",
    "params.vad_events": "speech_events",
    "language_list": "",
    "finalize_mode": "",
    "params.finalize_mode": "",
    "mute_pkg_duration_ms": "",
    "params.mute_pkg_duration_ms": "",
    "auto_connect": "",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
}
"""TEN's path -> ours; "" for what has no effect here."""
