"""Anthropic's Claude models."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import ChatCompletion
from ten_lite_anthropic.config import AnthropicLlmConfig

__all__ = ["ANTHROPIC_LLM"]

ANTHROPIC_LLM = AddonSpec(
    name="anthropic_llm",
    kind="llm",
    description="Anthropic's Claude models, through the Messages API.",
    factory="ten_lite_anthropic.llm:AnthropicLlm",
    inputs=(ChatCompletion,),
    config=AnthropicLlmConfig,
    renamed={  # the API takes no sampling parameters any more
        "temperature": "",
        "top_p": "",
        "top_k": "",
    },
    extra="anthropic",
    requires=("anthropic",),
    fake_provider="ten_lite.testing.providers.anthropic:FakeAnthropic",
    conformance_provider="ten_lite_anthropic.conformance:AnthropicProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [ANTHROPIC_LLM]
