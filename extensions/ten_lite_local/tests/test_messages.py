from __future__ import annotations

from ten_lite_local.config import LocalLlmConfig
from ten_lite_local.llm import with_examples


def test_tool_calls_and_results_of_another_model_are_left_out():
    config = LocalLlmConfig(examples=(), prompt="Be brief.")
    calls = [{"id": "1", "type": "function", "function": {"name": "clock", "arguments": "{}"}}]
    conversation = [
        {"role": "user", "content": "what time is it"},
        {"role": "assistant", "content": None, "tool_calls": calls},
        {"role": "tool", "tool_call_id": "1", "content": "noon"},
        {"role": "assistant", "content": "Let me see.", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "1", "content": "noon"},
        {"role": "assistant", "content": "It is noon."},
        {"role": "user", "content": "thanks"},
    ]
    assert with_examples(conversation, config) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "what time is it"},
        {"role": "assistant", "content": "Let me see."},
        {"role": "assistant", "content": "It is noon."},
        {"role": "user", "content": "thanks"},
    ]
