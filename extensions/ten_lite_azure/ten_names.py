"""Where TEN's ``azure_asr_python`` and ``azure_tts_python`` keep the properties of ours."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["STT_RENAMED", "TTS_RENAMED"]

STT_RENAMED: Mapping[str, str] = {
    "params.key": "api_key",
    "params.api_key": "api_key",
    "params.region": "region",
    "params.language": "language",
    "params.sample_rate": "sample_rate_hz",
    "params.phrase_list": "phrases",
    "params.hotwords": "phrases",
    "key": "api_key",
    "sample_rate": "sample_rate_hz",
    "phrase_list": "phrases",
    "hotwords": "phrases",
    "params.language_list": "",
    "params.advanced_params_json": "",
    "params.finalize_mode": "",
    "params.mute_pkg_duration_ms": "",
    "params.transport_reconnect_grace_sec": "",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
    "language_list": "",
    "advanced_params_json": "",
    "finalize_mode": "",
    "mute_pkg_duration_ms": "",
    "transport_reconnect_grace_sec": "",
    "auto_connect": "",
}
"""TEN's path -> ours; "" for what has no effect here."""

TTS_RENAMED: Mapping[str, str] = {
    "params.subscription": "api_key",
    "params.key": "api_key",
    "params.api_key": "api_key",
    "params.region": "region",
    "params.endpoint": "base_url",
    "params.host": "base_url",
    "params.output_format": "sample_rate_hz",
    "params.propertys": "extra_params",
    "params.speech_recognition_language": "",
    "chunk_size": "",
    "pre_connect": "",
}
"""TEN's path -> ours; "" for what has no effect here."""
