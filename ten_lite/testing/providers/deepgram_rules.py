"""What Deepgram's listen v1 accepts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["check_query", "check_text"]


def _boolean(text: str) -> bool:
    return text in ("true", "false")


def _number(text: str) -> bool:
    return text.isdigit()


def _anything(text: str) -> bool:
    return bool(text)


PARAMETERS: Mapping[str, Callable[[str], bool]] = {
    "channels": _number,
    "diarize": _boolean,
    "encoding": lambda text: text in ("linear16", "mulaw", "alaw", "opus", "flac"),
    "endpointing": lambda text: text == "false" or _number(text),
    "extra": _anything,
    "filler_words": _boolean,
    "interim_results": _boolean,
    "keyterm": _anything,
    "language": _anything,
    "mip_opt_out": _boolean,
    "model": lambda text: text.startswith(("nova", "base", "enhanced")),
    "no_delay": _boolean,
    "numerals": _boolean,
    "profanity_filter": _boolean,
    "punctuate": _boolean,
    "redact": _anything,
    "replace": _anything,
    "sample_rate": _number,
    "search": _anything,
    "smart_format": _boolean,
    "tag": _anything,
    "utterance_end_ms": _number,
    "vad_events": _boolean,
    "version": _anything,
}
REPEATABLE = frozenset({"extra", "keyterm", "redact", "replace", "search", "tag"})
CONTROLS = ("KeepAlive", "Finalize", "CloseStream", "Configure")


def check_query(query: Mapping[str, Sequence[str]]) -> str:
    """What is wrong with the parameters of a stream of raw samples, or ""."""
    for name, values in query.items():
        is_good = PARAMETERS.get(name)
        if is_good is None:
            return f"Unknown parameter {name}"
        if len(values) > 1 and name not in REPEATABLE:
            return f"{name} is given twice"
        if not all(map(is_good, values)):
            return f"{name} has an invalid value"
    if query.get("encoding") != ["linear16"] or "sample_rate" not in query:
        return "Raw audio needs encoding and sample_rate"
    if "keyterm" in query and not query.get("model", [""])[0].startswith("nova-3"):
        return "keyterm needs a nova-3 model"
    if "utterance_end_ms" in query:
        if int(query["utterance_end_ms"][0]) < 1000:
            return "utterance_end_ms must be at least 1000"
        if query.get("interim_results") != ["true"]:
            return "utterance_end_ms needs interim_results"
    return ""


def check_text(text: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """A text message, and the ``Error`` message it draws, or None when it is a control."""
    try:
        control = json.loads(text)
    except ValueError:
        control = None
    if isinstance(control, dict) and control.get("type") in CONTROLS:
        return control, None
    return {}, {
        "type": "Error",
        "variant": "SchemaError",
        "description": "Could not deserialize last text message",
        "message": text,
    }
