"""Base of recognisers that a provider keeps a stream open for."""

from ten_lite.kinds.stt_stream.extension import StreamingSttExtension
from ten_lite.kinds.stt_stream.told import (
    LikelyOver,
    Progress,
    SpeechBegan,
    SpeechGoesOn,
    SpeechOver,
    SttStream,
    Told,
    Words,
)

__all__ = [
    "LikelyOver",
    "Progress",
    "SpeechBegan",
    "SpeechGoesOn",
    "SpeechOver",
    "StreamingSttExtension",
    "SttStream",
    "Told",
    "Words",
]
