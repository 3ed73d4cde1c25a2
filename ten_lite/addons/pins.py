"""Pins that all addons of a kind have, so that a message they share is added in one place."""

from __future__ import annotations

from ten_lite.messages import (
    EndOfSpeech,
    LikelyEndOfSpeech,
    Message,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    StartOfSpeech,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
)

__all__ = ["SPEECH_EVENTS", "STT_INPUTS", "VOICE_INPUTS", "VOICE_OUTPUTS"]

SPEECH_EVENTS: tuple[type[Message], ...] = (StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech)
"""What a detector of speech tells."""

STT_INPUTS: tuple[type[Message], ...] = (PcmFrame, *SPEECH_EVENTS, SessionConfig)
"""What a recogniser takes; ``ten_lite.kinds.SttExtension`` has the handlers. For one that finds the
ends of utterances by itself ``SPEECH_EVENTS`` are ``optional_inputs``."""

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
