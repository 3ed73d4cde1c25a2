from __future__ import annotations

from ten_lite.testing.conformance import LlmConformance
from ten_lite_anthropic import ANTHROPIC_LLM


class TestAnthropicLlm(LlmConformance):
    addon = ANTHROPIC_LLM
