"""Properties of ``anthropic_llm``."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, model_validator

from ten_lite.addons import PORTABLE, AddonConfig, provider_url

__all__ = ["DEFAULT_MODEL", "AnthropicLlmConfig"]

DEFAULT_MODEL = "claude-haiku-5-5"
ANTHROPIC_URL = "https://api.anthropic.com"


class AnthropicLlmConfig(AddonConfig):
    """Properties of ``anthropic_llm``; an empty text stands for one that is not given."""

    api_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key; required unless base_url leads to a server that needs none.",
        examples=["${env:ANTHROPIC_API_KEY}"],
    )
    base_url: Annotated[str, provider_url("/v1/messages", "/v1")] = Field(
        default=ANTHROPIC_URL,
        description="Another server that has /v1/messages; without TLS only on this machine.",
    )
    model: str = Field(
        default=DEFAULT_MODEL, description="The model's name; the default is the quickest."
    )
    prompt: Annotated[str, PORTABLE] = Field(
        default="", description="The system prompt, unless the request brings one; empty: none."
    )
    max_tokens: Annotated[int, PORTABLE] = Field(
        default=512,
        ge=1,
        description="Longest answer, in tokens; what the model thinks counts as well.",
    )
    thinking: Literal["disabled", "adaptive", "between_tools"] | None = Field(
        default=None,
        description='Whether the model thinks before it speaks; null: "disabled" for the default '
        "model, not sent for others. Which of them a model takes, its documentation tells.",
    )
    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = Field(
        default=None, description="How thorough the answer is; null: the model's own."
    )
    prompt_caching: bool = Field(
        default=True,
        description="Let the server keep the conversation for 5 minutes: an answer begins sooner "
        "and the part that is already known costs a tenth.",
    )
    extra_params: dict[str, Any] = Field(
        default={},
        description="More fields of the request's body, as the server names them; they win.",
    )
    connect_timeout_s: float = Field(
        default=3.0, gt=0, le=60, description="Longest wait for a connection."
    )
    first_token_timeout_s: float = Field(
        default=8.0,  # with two more tries, less than a control waits for an answer
        gt=0,
        le=600,
        description="Longest wait for the first word, call or thought of each try.",
    )
    gap_timeout_s: float = Field(
        default=10.0,
        gt=0,
        le=600,
        description="Longest wait for each further piece; a thought whose text the server leaves "
        "out is one piece.",
    )
    max_retries: int = Field(
        default=2,
        ge=0,
        le=2,
        description="Further tries when the server is busy or away; none once the answer began.",
    )
    proxy_url: str = Field(default="", description="An HTTP proxy on the way; empty: none.")

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_empty(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value != ""}

    @model_validator(mode="after")
    def _key_where_it_is_needed(self) -> Self:
        if self.base_url == ANTHROPIC_URL and not self.api_key.get_secret_value():
            raise ValueError(
                "api_key is missing; set it, or the base_url of a server that needs none"
            )
        return self
