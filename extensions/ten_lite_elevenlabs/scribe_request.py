"""The request of a stream: Scribe's parameters for a configuration."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ten_lite.addons import QueryValue, query_pairs, websocket_url
from ten_lite_elevenlabs.stt_config import ElevenLabsSttConfig

__all__ = ["stream_url"]


def stream_url(config: ElevenLabsSttConfig) -> str:
    """Address and query of the realtime WebSocket for ``config``."""
    wanted: dict[str, QueryValue | None] = {
        "model_id": config.model_id,
        "audio_format": f"pcm_{config.sample_rate_hz}",
        "commit_strategy": "vad",
        "vad_silence_threshold_secs": config.silence_ms / 1000,
        "vad_threshold": config.vad_threshold,
        "min_speech_duration_ms": config.min_speech_ms,
        "min_silence_duration_ms": config.min_silence_ms,
        "language_code": config.language_code or None,
        "include_timestamps": True,
        "keyterms": config.keyterms,
        **config.extra_params,
    }
    query = urlencode(query_pairs(wanted), quote_via=quote)
    return f"{websocket_url(config.base_url)}/v1/speech-to-text/realtime?{query}"
