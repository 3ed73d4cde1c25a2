"""Where TEN's ``assemblyai_asr_python`` keeps the properties of ``assemblyai_stt``."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["RENAMED"]

RENAMED: Mapping[str, str] = {
    "params.api_key": "api_key",
    "params.ws_url": "base_url",
    "params.speech_model": "model",
    "params.language": "language",
    "params.sample_rate": "sample_rate_hz",
    "params.format_turns": "format_turns",
    "params.end_of_turn_confidence_threshold": "end_of_turn_confidence",
    "params.min_turn_silence": "min_turn_silence_ms",
    "params.min_end_of_turn_silence_when_confident": "min_turn_silence_ms",
    "params.max_turn_silence": "max_turn_silence_ms",
    "params.keyterms_prompt": "keyterms",
    "params.encoding": "",
    "params.finalize_timeout_ms": "",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
}
"""TEN's path -> ours; "" for what has no effect here."""
