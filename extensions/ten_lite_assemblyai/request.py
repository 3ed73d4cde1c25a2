"""The request of a stream: AssemblyAI's parameters for a configuration."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from ten_lite.addons import QueryValue, query_pairs, websocket_url
from ten_lite_assemblyai.config import MULTI, AssemblyAiSttConfig

__all__ = ["stream_url"]


def stream_url(config: AssemblyAiSttConfig) -> str:
    """Address and query of the v3 WebSocket for ``config``."""
    parameters: dict[str, QueryValue | None] = {
        "sample_rate": config.sample_rate_hz,
        "encoding": "pcm_s16le",
        "speech_model": config.model,
        "end_of_turn_confidence_threshold": config.end_of_turn_confidence,
        "min_turn_silence": config.min_turn_silence_ms,
        "max_turn_silence": config.max_turn_silence_ms,
        "keyterms_prompt": config.keyterms or None,
    }
    if config.is_pro:
        parameters["acknowledge_silence"] = True
        if config.language == MULTI:
            parameters["language_detection"] = True
        else:
            parameters["language_codes"] = (config.language.split("-")[0].lower(),)
    else:
        parameters["format_turns"] = config.format_turns
        if not config.model.endswith("english"):
            parameters["language_detection"] = True
    parameters |= config.extra_params
    lists = {name: json.dumps(v) for name, v in parameters.items() if isinstance(v, tuple)}
    return f"{websocket_url(config.base_url)}/v3/ws?{urlencode(query_pairs(parameters | lists))}"
