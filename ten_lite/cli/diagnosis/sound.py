"""Microphone and loudspeaker, for those who have the extra ``mic``."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

from ten_lite.cli.diagnosis.finding import Finding, ok, warn
from ten_lite.errors import TenLiteError

__all__ = ["look_at_sound"]


def look_at_sound() -> Iterator[Finding]:
    """What ``ten-lite call --mic`` would use; nothing when the extra is not installed."""
    if importlib.util.find_spec("sounddevice") is None:
        return
    from ten_lite.cli.mic.portaudio import devices

    try:
        found = devices()
    except TenLiteError as error:
        text, _, cure = str(error).partition("; ")
        yield warn("sound", text, cure)
        return
    for kind, name in (("input", "microphone"), ("output", "loudspeaker")):
        chosen = [device.name for device in found if kind in device.default]
        if chosen:
            yield ok("sound", f"{name}: {chosen[0]}")
        else:
            cure = "connect one, or choose: ten-lite call --list-devices"
            yield warn("sound", f"there is no default {name}; ten-lite call --mic needs one", cure)
