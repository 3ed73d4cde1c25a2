from __future__ import annotations

from ten_lite.testing.conformance import LlmConformance, SttConformance, TtsConformance
from ten_lite_fakes import FAKE_LLM, FAKE_STT, FAKE_TTS


class TestFakeStt(SttConformance):
    addon = FAKE_STT
    properties = {"partial_every_ms": 200}


class TestFakeLlm(LlmConformance):
    addon = FAKE_LLM
    properties = {"delay_ms": 50}


class TestFakeTts(TtsConformance):
    addon = FAKE_TTS
