"""Properties that ``google_tts`` and ``google_stt`` have in common: whose account, which server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    JsonValue,
    SecretStr,
    field_validator,
    model_validator,
)

from ten_lite.addons import DumpConfig, provider_url

__all__ = ["LANGUAGE", "GoogleConfig"]

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def _with_scheme(value: Any) -> Any:
    """Google writes its endpoints without one: ``eu-speech.googleapis.com``."""
    return f"https://{value}" if isinstance(value, str) and "://" not in value else value


def _without_path(value: str) -> str:
    if urlsplit(value).path:
        raise ValueError("should have no path; gRPC has none")
    return value


def _as_text(value: Any) -> Any:
    """An object in the graph is as good as its JSON."""
    return json.dumps(value) if isinstance(value, Mapping) else value


Endpoint = Annotated[
    str, BeforeValidator(_with_scheme), provider_url(), AfterValidator(_without_path)
]


class GoogleConfig(DumpConfig):
    """Properties of both addons.

    Without ``api_key``, ``credentials`` and ``credentials_file`` the machine's own credentials
    are used (Application Default Credentials).
    """

    own_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields of the request, at any depth, that the addon sets itself."""

    api_key: SecretStr | None = Field(
        default=None, min_length=1, description="An API key of your Google Cloud project."
    )
    credentials: Annotated[SecretStr | None, BeforeValidator(_as_text)] = Field(
        default=None,
        min_length=2,
        description="Or a service account's key: the JSON that Google Cloud gives for download.",
    )
    credentials_file: str | None = Field(
        default=None, min_length=1, description="Or the path of a file with that JSON."
    )
    endpoint: Endpoint | None = Field(
        default=None,
        description="Another server, such as a region's; without TLS only on this machine.",
    )
    extra_params: Mapping[str, JsonValue] = Field(
        default={}, description="More fields of Google's request, in its JSON form."
    )

    @field_validator("credentials")
    @classmethod
    def _is_an_object(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                found = json.loads(value.get_secret_value())
            except ValueError:
                found = None
            if not isinstance(found, dict):
                raise ValueError("should be the JSON object of a service account's key")
        return value

    @field_validator("extra_params")
    @classmethod
    def _leaves_ours_alone(cls, extra: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
        if taken := sorted(set(_names(extra)) & cls.own_fields):
            raise ValueError(f"{', '.join(taken)}: set by the node's own properties")
        return extra

    @model_validator(mode="after")
    def _names_one_account(self) -> Self:
        given = [
            name
            for name in ("api_key", "credentials", "credentials_file")
            if getattr(self, name) is not None
        ]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are both given; one is enough")
        return self


def _names(value: JsonValue | Mapping[str, JsonValue]) -> Iterator[str]:
    """Names of all fields, in the form the messages have: ``sample_rate_hertz``."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
