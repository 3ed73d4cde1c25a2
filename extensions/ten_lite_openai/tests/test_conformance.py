from __future__ import annotations

from ten_lite.testing.conformance import LlmConformance
from ten_lite_openai import OPENAI_LLM


class TestOpenaiLlm(LlmConformance):
    addon = OPENAI_LLM
