"""Where TEN's addons for OpenAI keep the properties of ours; "" for what has no effect here."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LLM", "STT", "TTS"]

LLM: Mapping[str, str] = {
    "vendor": "",  # Azure is a preset
    "azure_endpoint": "",
    "azure_api_version": "",
    "organization": "",
    "greeting": "",  # main_control greets and remembers
    "max_memory_length": "",
    "black_list_params": "",
}
"""Of ``openai_llm2_python``; what is not here has the same name."""

TTS: Mapping[str, str] = {
    "params.api_key": "api_key",
    "params.base_url": "base_url",
    "params.url": "base_url",
    "url": "base_url",
    "params.model": "model",
    "params.voice": "voice",
    "params.instructions": "instructions",
    "params.speed": "speed",
    "params.response_format": "",
    "params.enable_context": "",
    "params.context_max_history": "",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
}
"""Of ``openai_tts2_python``."""

STT: Mapping[str, str] = {
    "params.api_key": "api_key",
    "params.input_audio_transcription.model": "model",
    "params.input_audio_transcription.prompt": "prompt",
    "params.input_audio_transcription.language": "language",
    "params.dump": "dump",
    "params.dump_path": "dump_path",
}
"""Of ``openai_asr_python``, which uses another API; this one needs a vad node."""
