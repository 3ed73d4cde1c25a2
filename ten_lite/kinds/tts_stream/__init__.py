"""Base of voices that are fed text while they speak."""

from ten_lite.kinds.tts_stream.context import Spoken, TtsContext
from ten_lite.kinds.tts_stream.extension import StreamingTtsExtension

__all__ = ["Spoken", "StreamingTtsExtension", "TtsContext"]
