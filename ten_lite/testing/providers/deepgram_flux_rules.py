"""What Deepgram's listen v2 accepts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["check_query", "check_text"]


def _between(low: float, high: float) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            return low <= float(text) <= high
        except ValueError:
            return False

    return check


def _boolean(text: str) -> bool:
    return text in ("true", "false")


def _anything(text: str) -> bool:
    return bool(text)


PARAMETERS: Mapping[str, Callable[[str], bool]] = {
    "eager_eot_threshold": _between(0.3, 0.9),
    "encoding": lambda text: text in ("linear16", "linear32", "mulaw", "alaw", "opus", "ogg-opus"),
    "eot_threshold": _between(0.5, 1.0),
    "eot_timeout_ms": _between(500, 60_000),
    "keyterm": _anything,
    "language_hint": _anything,
    "mip_opt_out": _boolean,
    "model": lambda text: text in ("flux-general-en", "flux-general-multi"),
    "numerals": _boolean,
    "profanity_filter": _boolean,
    "redact": _anything,
    "sample_rate": str.isdigit,
    "tag": _anything,
}
REPEATABLE = frozenset({"keyterm", "language_hint", "redact", "tag"})
CONTROLS = ("CloseStream", "Configure", "ForceEndTurn")


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
    if "model" not in query:
        return "model is required"
    if query.get("encoding") != ["linear16"] or "sample_rate" not in query:
        return "Raw audio needs encoding and sample_rate"
    if "language_hint" in query and query["model"] != ["flux-general-multi"]:
        return "language_hint needs flux-general-multi"
    eager, sure = query.get("eager_eot_threshold", ["0"]), query.get("eot_threshold", ["0.7"])
    if float(eager[0]) > float(sure[0]):
        return "eager_eot_threshold must not be above eot_threshold"
    return ""


def check_text(text: str) -> tuple[dict[str, Any], str]:
    """A text message, and what is wrong with it, or ""; KeepAlive and Finalize are wrong here."""
    try:
        control = json.loads(text)
    except ValueError:
        control = None
    if not isinstance(control, dict):
        return {}, "Could not deserialize last text message"
    if control.get("type") not in CONTROLS:
        return control, f"Unknown message type {control.get('type')}"
    return control, ""
