"""Base classes that make an addon of a kind small."""

from ten_lite.kinds.backoff import Backoff
from ten_lite.kinds.llm import LlmExtension
from ten_lite.kinds.llm_failure import HttpModel, llm_failure
from ten_lite.kinds.llm_tries import stream_with_tries
from ten_lite.kinds.pacing import Pacer
from ten_lite.kinds.pcm_guard import PcmGuard
from ten_lite.kinds.sentences import SentenceSplitter
from ten_lite.kinds.speakable import SpeakableText, has_words, speakable
from ten_lite.kinds.stt import SttExtension
from ten_lite.kinds.tool import ToolError, ToolExtension
from ten_lite.kinds.tts import TtsExtension
from ten_lite.kinds.tts_tries import sound_with_tries, text_parts
from ten_lite.kinds.turn_detector import UNSURE, TurnDetectorExtension
from ten_lite.kinds.unconfirmed import SoundLost, UnconfirmedSound

__all__ = [
    "UNSURE",
    "Backoff",
    "HttpModel",
    "LlmExtension",
    "Pacer",
    "PcmGuard",
    "SentenceSplitter",
    "SoundLost",
    "SpeakableText",
    "SttExtension",
    "ToolError",
    "ToolExtension",
    "TtsExtension",
    "TurnDetectorExtension",
    "UnconfirmedSound",
    "has_words",
    "llm_failure",
    "sound_with_tries",
    "speakable",
    "stream_with_tries",
    "text_parts",
]
