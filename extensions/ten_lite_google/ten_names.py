"""Where TEN's ``google_tts_python`` and ``google_asr_python`` keep the properties of ours."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["STT_RENAMED", "TTS_RENAMED"]

TTS_RENAMED: Mapping[str, str] = {
    "params.credentials": "credentials",
    "params.VoiceSelectionParams.name": "voice",
    "params.VoiceSelectionParams.language_code": "language",
    "params.VoiceSelectionParams.model_name": "model",
    "params.VoiceSelectionParams.ssml_gender": "",
    "params.AudioConfig.sample_rate_hertz": "sample_rate_hz",
    "params.AudioConfig.speaking_rate": "speaking_rate",
    "params.AudioConfig.audio_encoding": "",
    "params.voice_name": "voice",
    "params.language_code": "language",
    "params.speaking_rate": "speaking_rate",
    "params.ssml_gender": "",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
}
"""TEN's path -> ours; "" for what has no effect here."""

STT_RENAMED: Mapping[str, str] = {
    **{
        f"{prefix}{name}": ours
        for prefix in ("", "params.")
        for name, ours in {
            "project_id": "project",
            "adc_credentials_path": "credentials_file",
            "sample_rate": "sample_rate_hz",
            "enable_automatic_punctuation": "punctuate",
            "language_list": "",
            "channels": "",
            "encoding": "",
            "enable_word_time_offsets": "",
            "max_alternatives": "",
            "max_retry_attempts": "",
            "retry_delay": "",
            "use_enhanced": "",
            "single_utterance": "",
            "recognition_timeout": "",
            "connection_timeout": "",
            "enable_detailed_logging": "",
            "finalize_grace_seconds": "",
        }.items()
    },
    "params.location": "location",
    "params.model": "model",
    "params.language": "language",
    "params.interim_results": "interim_results",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
}
"""TEN's path -> ours; "" for what has no effect here."""
