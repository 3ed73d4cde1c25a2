"""Pins that all addons of a kind have, so that a message they share is added in one place."""

from __future__ import annotations

from ten_lite.messages import (
    Message,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
)

__all__ = ["VOICE_INPUTS", "VOICE_OUTPUTS"]

VOICE_INPUTS: tuple[type[Message], ...] = (
    TtsTextInput,
    TtsFlush,
    TtsPause,
    TtsResume,
    PlaybackPosition,
    SessionConfig,
)
"""What a voice takes; ``ten_lite.kinds.TtsExtension`` has the handlers."""

VOICE_OUTPUTS: tuple[type[Message], ...] = (PcmFrame, TtsAudioStart, TtsAudioEnd, TtsFlushEnd)
"""What a voice sends."""
