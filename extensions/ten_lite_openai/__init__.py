"""OpenAI's models, and those of every server that speaks its chat completions."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import ChatCompletion
from ten_lite_openai.config import OpenaiLlmConfig

__all__ = ["OPENAI_LLM"]

OPENAI_LLM = AddonSpec(
    name="openai_llm",
    kind="llm",
    description="OpenAI's chat completions, or those of any compatible server (base_url).",
    factory="ten_lite_openai.llm:OpenaiLlm",
    inputs=(ChatCompletion,),
    config=OpenaiLlmConfig,
    renamed={  # of TEN's openai_llm2_python; what is not here has the same name
        "vendor": "",  # Azure is a base_url
        "azure_endpoint": "",
        "azure_api_version": "",
        "organization": "",
        "greeting": "",  # main_control greets and remembers
        "max_memory_length": "",
        "black_list_params": "",
    },
    extra="openai",
    requires=("openai",),
    fake_provider="ten_lite_openai.fake_provider:OpenaiProvider",
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [OPENAI_LLM]
