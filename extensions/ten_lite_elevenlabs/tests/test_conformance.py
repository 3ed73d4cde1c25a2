from __future__ import annotations

from ten_lite.testing.conformance import SttConformance, TtsConformance
from ten_lite_elevenlabs import ELEVENLABS_STT, ELEVENLABS_TTS


class TestElevenLabsTts(TtsConformance):
    addon = ELEVENLABS_TTS


class TestElevenLabsTtsOverHttp(TtsConformance):
    addon = ELEVENLABS_TTS
    properties = {"transport": "http"}


class TestElevenLabsStt(SttConformance):
    addon = ELEVENLABS_STT
