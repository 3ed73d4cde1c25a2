from __future__ import annotations

from ten_lite.testing.conformance import LlmConformance, TtsConformance
from ten_lite_openai import OPENAI_LLM, OPENAI_TTS


class TestOpenaiLlm(LlmConformance):
    addon = OPENAI_LLM


class TestOpenaiTts(TtsConformance):
    addon = OPENAI_TTS
