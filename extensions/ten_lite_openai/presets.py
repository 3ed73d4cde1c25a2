"""Servers that speak OpenAI's chat completions: where they are, and what they want otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["COMPATIBLE", "OPENAI_URL", "PRESETS", "Preset", "PresetName"]

OPENAI_URL = "https://api.openai.com/v1"

PresetName = Literal[
    "azure",
    "cerebras",
    "deepseek",
    "fireworks",
    "gemini",
    "groq",
    "llama.cpp",
    "lmstudio",
    "mistral",
    "nvidia",
    "ollama",
    "openai",
    "openrouter",
    "qwen",
    "sambanova",
    "together",
    "vllm",
    "xai",
]


@dataclass(frozen=True, slots=True)
class Preset:
    """One server.

    Attributes:
        base_url: Where it is; "" for one that everybody has an address of their own at.
        key_env: The environment variable its key is usually kept in; "" when it needs no key.
        limit: What it calls the longest answer.
        asks_usage: Whether it takes ``stream_options``; else it tells the tokens unasked or not.
        pads: Whether it pads its stream against listeners unless told not to.
        user_after_tool: Whether it takes a user's message right after a tool's result.
    """

    base_url: str = ""
    key_env: str = ""
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    asks_usage: bool = True
    pads: bool = False
    user_after_tool: bool = True


COMPATIBLE = Preset()
"""A server that nothing is known of."""

PRESETS: Mapping[PresetName, Preset] = {
    "azure": Preset("", "AZURE_OPENAI_API_KEY", limit="max_completion_tokens", pads=True),
    "cerebras": Preset(
        "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY", limit="max_completion_tokens"
    ),
    "deepseek": Preset("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    "fireworks": Preset(
        "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY", asks_usage=False
    ),
    "gemini": Preset("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
    "groq": Preset("https://api.groq.com/openai/v1", "GROQ_API_KEY", limit="max_completion_tokens"),
    "llama.cpp": Preset("http://localhost:8080/v1"),
    "lmstudio": Preset("http://localhost:1234/v1"),
    "mistral": Preset(
        "https://api.mistral.ai/v1", "MISTRAL_API_KEY", asks_usage=False, user_after_tool=False
    ),
    "nvidia": Preset("https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY"),
    "ollama": Preset("http://localhost:11434/v1"),
    "openai": Preset(OPENAI_URL, "OPENAI_API_KEY", limit="max_completion_tokens", pads=True),
    "openrouter": Preset("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "qwen": Preset("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
    "sambanova": Preset("https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"),
    "together": Preset("https://api.together.xyz/v1", "TOGETHER_API_KEY"),
    "vllm": Preset("http://localhost:8000/v1"),
    "xai": Preset("https://api.x.ai/v1", "XAI_API_KEY", limit="max_completion_tokens"),
}
