from __future__ import annotations

from ten_lite.testing.conformance import LlmConformance, SttConformance, TtsConformance
from ten_lite_openai import OPENAI_LLM, OPENAI_STT, OPENAI_TTS


class TestOpenaiLlm(LlmConformance):
    addon = OPENAI_LLM


class TestOpenaiStt(SttConformance):
    addon = OPENAI_STT


class TestOpenaiTts(TtsConformance):
    addon = OPENAI_TTS
