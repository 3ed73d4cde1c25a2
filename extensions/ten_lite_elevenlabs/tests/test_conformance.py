from __future__ import annotations

from ten_lite.testing.conformance import TtsConformance
from ten_lite_elevenlabs import ELEVENLABS_TTS


class TestElevenLabsTts(TtsConformance):
    addon = ELEVENLABS_TTS
