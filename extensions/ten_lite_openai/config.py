"""Properties of ``openai_llm``."""

from __future__ import annotations

from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from ten_lite.addons import PORTABLE, AddonConfig

__all__ = ["DEFAULT_MODEL", "OpenaiLlmConfig"]

DEFAULT_MODEL = "gpt-5.4-mini"
OPENAI_URL = "https://api.openai.com/v1"
OPENAI_HOSTS = (".openai.com", ".azure.com")


class OpenaiLlmConfig(AddonConfig):
    """Properties of ``openai_llm``; an empty text stands for one that is not given."""

    api_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key; required unless base_url leads to a server that needs none.",
    )
    base_url: str = Field(
        default=OPENAI_URL,
        pattern=r"^https?://",
        description="Where the API is; any server that has /chat/completions below it will do.",
    )
    model: str = Field(default=DEFAULT_MODEL, description="The model's name at that server.")
    prompt: Annotated[str, PORTABLE] = Field(
        default="", description="The system prompt, unless the request brings one; empty: none."
    )
    max_tokens: Annotated[int, PORTABLE] = Field(
        default=512,
        ge=1,
        description="Longest answer, in tokens; sent as max_completion_tokens to OpenAI and "
        "Azure, as max_tokens to other servers.",
    )
    temperature: Annotated[float | None, PORTABLE] = Field(
        default=None, ge=0, le=2, description="0: the likeliest words; null: the model's own."
    )
    top_p: float | None = Field(
        default=None, gt=0, le=1, description="Share of the likeliest words; null: not sent."
    )
    frequency_penalty: float | None = Field(
        default=None, ge=-2, le=2, description="Against repeating words; null: not sent."
    )
    presence_penalty: float | None = Field(
        default=None, ge=-2, le=2, description="Against repeating topics; null: not sent."
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
        default=10.0, gt=0, le=600, description="Longest wait for each further piece."
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
        if self.is_openai and not self.api_key.get_secret_value():
            raise ValueError(
                "api_key is missing; set it, or the base_url of a server that needs none"
            )
        return self

    @property
    def is_openai(self) -> bool:
        """Whether ``base_url`` is OpenAI's own API, or Azure's, and not a compatible server."""
        return f".{urlsplit(self.base_url).hostname or ''}".endswith(OPENAI_HOSTS)
