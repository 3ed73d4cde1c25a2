"""Refuses sound in a format that a node cannot work with, in words."""

from __future__ import annotations

from typing import Any

from ten_lite.addons import PcmFormat
from ten_lite.messages import PcmFrame
from ten_lite.runtime.extension import Extension

__all__ = ["PcmGuard"]


class PcmGuard:
    """Keeps from a node what would be noise to it; the check of the graph cannot see all of it.

    Args:
        extension: The node; it reports each wrong format once.
        wanted: What it takes, the same as ``AddonSpec.pcm_in`` says.
    """

    def __init__(self, extension: Extension[Any], wanted: PcmFormat) -> None:
        self._extension = extension
        self._wanted = wanted
        self._known: dict[tuple[int, int], bool] = {}

    def takes(self, frame: PcmFrame) -> bool:
        """Whether the node takes sound like ``frame``; if not, the frame is to be left alone."""
        form = frame.sample_rate_hz, frame.channels
        known = self._known.get(form)
        if known is None:
            known = self._known[form] = self._wanted.takes(*form)
            if not known:
                self._refuse(frame)
        return known

    def _refuse(self, frame: PcmFrame) -> None:
        got = PcmFormat((frame.sample_rate_hz,), (frame.channels,))
        self._extension.report(
            f"{self._extension.name} takes sound of {self._wanted} and gets {got}, which it leaves "
            "alone: the graph needs a resampler before it",
            code="wrong_sound_format",
        )
