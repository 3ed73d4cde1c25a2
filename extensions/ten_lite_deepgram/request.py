"""The request of a stream: Deepgram's parameters for a configuration."""

from __future__ import annotations

from urllib.parse import urlencode

from ten_lite.addons import QueryValue, query_pairs, websocket_url
from ten_lite_deepgram.config import MULTI, DeepgramSttConfig

__all__ = ["flux_url", "stream_url"]

HOME_COUNTRIES = {
    "ar-AE": "ar",
    "de-DE": "de",
    "es-ES": "es",
    "fr-FR": "fr",
    "hi-IN": "hi",
    "id-ID": "id",
    "it-IT": "it",
    "ja-JP": "ja",
    "nl-NL": "nl",
    "pl-PL": "pl",
    "ru-RU": "ru",
    "tr-TR": "tr",
    "uk-UA": "uk",
    "vi-VN": "vi",
}
"""Codes Deepgram knows without their country."""


def stream_url(config: DeepgramSttConfig) -> str:
    """Address and query of the listen v1 WebSocket for ``config``."""
    parameters: dict[str, QueryValue | None] = {
        "model": config.model,
        "language": HOME_COUNTRIES.get(config.language, config.language),
        "encoding": "linear16",
        "sample_rate": config.sample_rate_hz,
        "channels": 1,
        "interim_results": config.interim_results,
        "endpointing": config.endpointing_ms,
        "punctuate": config.punctuate,
        "smart_format": config.smart_format,
        "vad_events": config.speech_events,
    }
    if config.interim_results:
        parameters["utterance_end_ms"] = config.utterance_end_ms
    if config.keyterms:
        parameters["keyterm"] = config.keyterms
    return _url(config, "v1", parameters)


def flux_url(config: DeepgramSttConfig) -> str:
    """Address and query of the listen v2 WebSocket for ``config``; all its parameters are known."""
    parameters: dict[str, QueryValue | None] = {
        "model": config.model,
        "encoding": "linear16",
        "sample_rate": config.sample_rate_hz,
    }
    for name in ("eager_eot_threshold", "eot_threshold", "eot_timeout_ms"):
        if (value := getattr(config, name)) is not None:
            parameters[name] = value
    if config.keyterms:
        parameters["keyterm"] = config.keyterms
    if config.model.endswith("multi") and config.language != MULTI:
        parameters["language_hint"] = config.language.split("-")[0].lower()
    return _url(config, "v2", parameters)


def _url(config: DeepgramSttConfig, version: str, parameters: dict[str, QueryValue | None]) -> str:
    parameters = {**parameters, **config.extra_params}
    return f"{websocket_url(config.base_url)}/{version}/listen?{urlencode(query_pairs(parameters))}"
