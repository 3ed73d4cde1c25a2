"""Base of recognisers that a provider keeps a stream open for."""

from ten_lite.kinds.stt_stream.extension import StreamingSttExtension
from ten_lite.kinds.stt_stream.told import (
    Progress,
    SpeechBegan,
    SpeechOver,
    SttStream,
    Told,
    Words,
)

__all__ = [
    "Progress",
    "SpeechBegan",
    "SpeechOver",
    "StreamingSttExtension",
    "SttStream",
    "Told",
    "Words",
]
