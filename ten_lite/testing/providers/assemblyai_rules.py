"""What AssemblyAI's streaming v3 accepts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

__all__ = ["check_query", "check_text", "is_pro"]


def _boolean(text: str) -> bool:
    return text.lower() in ("true", "false")  # the SDK writes them in capitals


def _number(text: str) -> bool:
    return text.isdigit()


def _share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _list(text: str) -> bool:
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, list) and all(isinstance(item, str) and item for item in found)


def _anything(text: str) -> bool:
    return bool(text)


UNIVERSAL = ("universal-streaming-english", "universal-streaming-multilingual")
PARAMETERS: Mapping[str, Callable[[str], bool]] = {
    "encoding": lambda text: text in ("pcm_s16le", "pcm_mulaw"),
    "filter_profanity": _boolean,
    "inactivity_timeout": lambda text: _number(text) and 5 <= int(text) <= 3600,
    "keyterms_prompt": lambda text: _list(text) and len(json.loads(text)) <= 100,
    "language_detection": _boolean,
    "max_turn_silence": _number,
    "min_turn_silence": _number,
    "redact_pii": _boolean,
    "sample_rate": _number,
    "speaker_labels": _boolean,
    "speech_model": lambda text: is_pro(text) or text in UNIVERSAL,
    "vad_threshold": _share,
}
PRO_PARAMETERS: Mapping[str, Callable[[str], bool]] = {
    "acknowledge_silence": _boolean,
    "agent_context": _anything,
    "continuous_partials": _boolean,
    "interruption_delay": _number,
    "language_codes": lambda text: _list(text) and all(len(c) <= 3 for c in json.loads(text)),
    "mode": lambda text: text in ("min_latency", "balanced", "max_accuracy"),
    "prompt": _anything,
}
UNIVERSAL_PARAMETERS: Mapping[str, Callable[[str], bool]] = {
    "end_of_turn_confidence_threshold": _share,
    "format_turns": _boolean,
}
CONTROLS = ("ForceEndpoint", "KeepAlive", "Terminate", "UpdateConfiguration")


def is_pro(model: str) -> bool:
    """Whether ``model`` is of the universal-3 family."""
    return model.startswith(("universal-3-", "u3-rt-pro"))


def check_query(query: Mapping[str, Sequence[str]]) -> str:
    """What is wrong with the parameters of a stream, or ""."""
    for needed in ("speech_model", "sample_rate"):
        if needed not in query:
            return f"Missing required parameter: {needed}"
    more = PRO_PARAMETERS if is_pro(query["speech_model"][0]) else UNIVERSAL_PARAMETERS
    known = {**PARAMETERS, **more}
    for name, values in query.items():
        if name not in known:
            return f"Unknown parameter: {name}"
        if len(values) > 1 or not known[name](values[0]):
            return f"Invalid value for {name}"
    return ""


def check_text(text: str) -> str:
    """What is wrong with a text message, or ""."""
    try:
        control = json.loads(text)
    except ValueError:
        return f"Invalid JSON: {text}"
    if not isinstance(control, dict):
        return f"Invalid Message: {text}"
    if control.get("type") not in CONTROLS:
        return f"Invalid Message Type: {control.get('type')}"
    return ""
