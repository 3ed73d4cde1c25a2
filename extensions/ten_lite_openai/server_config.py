"""Properties of every addon that asks OpenAI, or a server that speaks like it."""

from __future__ import annotations

from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from ten_lite.addons import AddonConfig, is_loopback, provider_url
from ten_lite_openai.presets import OPENAI_URL

__all__ = ["OpenaiServerConfig", "ServerUrl"]

OPENAI_HOSTS = (".openai.com", ".azure.com")

ServerUrl = Annotated[
    str,
    provider_url(
        "/audio/transcriptions",
        "/chat/completions",
        "/audio/speech",
        "/responses",
        allow_plain=True,
    ),
]
"""A ``base_url``; the path of a request at its end is left out."""


class OpenaiServerConfig(AddonConfig):
    """The server; an empty text stands for a property that is not given."""

    api_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key; required unless base_url leads to a server that needs none.",
        examples=["${env:OPENAI_API_KEY}"],
    )
    base_url: ServerUrl = Field(
        default=OPENAI_URL,
        description="Where the API is. Without TLS a key is sent to this machine only.",
    )
    connect_timeout_s: float = Field(
        default=3.0, gt=0, le=60, description="Longest wait for a connection."
    )
    proxy_url: str = Field(default="", description="An HTTP proxy on the way; empty: none.")

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_empty(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value != ""}

    @model_validator(mode="after")
    def _key_where_it_is_needed_and_safe(self) -> Self:
        if not self.api_key.get_secret_value():
            if name := self.key_env:
                raise ValueError(
                    f"api_key is missing; set it to ${{env:{name}}}, or set the base_url of a "
                    "server that needs none"
                )
            return self
        parts = urlsplit(self.base_url)
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError(
                "base_url should use https: anybody on the way could read api_key; a server that "
                "needs no key may be asked in plain text"
            )
        return self

    @property
    def key_env(self) -> str:
        """The variable that the key is usually kept in; "" when the server needs none."""
        return "OPENAI_API_KEY" if self.is_openai else ""

    @property
    def is_openai(self) -> bool:
        """Whether ``base_url`` is OpenAI's own API, or Azure's, and not a compatible server."""
        return f".{urlsplit(self.base_url).hostname or ''}".endswith(OPENAI_HOSTS)
