"""Properties of ``openai_llm``."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from ten_lite.addons import PORTABLE
from ten_lite_openai.presets import COMPATIBLE, PRESETS, Preset, PresetName
from ten_lite_openai.server_config import OpenaiServerConfig

__all__ = ["DEFAULT_MODEL", "OpenaiLlmConfig"]

DEFAULT_MODEL = "gpt-5.4-mini"


class OpenaiLlmConfig(OpenaiServerConfig):
    """Properties of ``openai_llm``; an empty text stands for one that is not given."""

    preset: PresetName | None = Field(
        default=None,
        description="A known server: sets base_url, and leaves out what it does not take.",
    )
    api: Literal["chat", "responses"] = Field(
        default="chat",
        description="Chat completions, which every server has, or OpenAI's Responses API.",
    )
    model: str = Field(
        default=DEFAULT_MODEL,
        description="The model's name at that server; required with every preset but openai. "
        "At Azure it is the deployment's.",
    )
    prompt: Annotated[str, PORTABLE] = Field(
        default="", description="The system prompt, unless the request brings one; empty: none."
    )
    max_tokens: Annotated[int, PORTABLE] = Field(
        default=512,
        ge=1,
        description="Longest answer, in tokens; sent by the name that the server knows.",
    )
    temperature: Annotated[float | None, PORTABLE] = Field(
        default=None, ge=0, le=2, description="0: the likeliest words; null: the model's own."
    )
    top_p: float | None = Field(
        default=None, gt=0, le=1, description="Share of the likeliest words; null: not sent."
    )
    frequency_penalty: float | None = Field(
        default=None,
        ge=-2,
        le=2,
        description="Against repeating words; null: not sent. Chat completions only.",
    )
    presence_penalty: float | None = Field(
        default=None,
        ge=-2,
        le=2,
        description="Against repeating topics; null: not sent. Chat completions only.",
    )
    reasoning_effort: str | None = Field(
        default=None,
        description='How long the model thinks before it speaks; null: "none" for the default '
        "model, not sent for others.",
    )
    extra_params: dict[str, Any] = Field(
        default={},
        description="More fields of the request's body, as the server names them; they win.",
    )
    first_token_timeout_s: float = Field(
        default=8.0,  # with two more tries, less than a control waits for an answer
        gt=0,
        le=600,
        description="Longest wait for the first word, call or thought of each try.",
    )
    gap_timeout_s: float = Field(
        default=10.0, gt=0, le=600, description="Longest wait for each further piece."
    )
    max_retries: int = Field(
        default=2,
        ge=0,
        le=2,
        description="Further tries when the server is busy or away; none once the answer began.",
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_in_the_preset(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        known = {key: value for key, value in given.items() if value != ""}
        preset = PRESETS.get(known.get("preset", "openai"))
        if preset is None:  # told with the choices
            return known
        if not known.get("base_url") and not preset.base_url:
            raise ValueError(
                "base_url is missing; Azure's is https://RESOURCE.openai.azure.com/openai/v1"
            )
        if "model" not in known and known.get("preset", "openai") != "openai":
            raise ValueError(f"model is missing; name one that {known['preset']} has")
        return {"base_url": preset.base_url, **known}

    @model_validator(mode="after")
    def _only_what_the_api_has(self) -> Self:
        penalties = (self.frequency_penalty, self.presence_penalty)
        if self.api == "responses" and penalties != (None, None):
            raise ValueError(
                "frequency_penalty and presence_penalty are unknown to the Responses API; leave "
                'them out, or set api to "chat"'
            )
        return self

    @property
    def server(self) -> Preset:
        """What is known of the server."""
        if self.preset is not None:
            return PRESETS[self.preset]
        return PRESETS["openai"] if self.is_openai else COMPATIBLE

    @property
    def key_env(self) -> str:
        """The variable that the key is usually kept in; "" when the server needs none."""
        return self.server.key_env
