from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, Field, Secret, SecretBytes, SecretStr

from ten_lite.config.shape.fields import keys_of, names_at, secret_keys


class Inner(BaseModel):
    voice: str = ""
    pin: Secret[int] = Secret(1)


class Loop(BaseModel):
    key: SecretBytes = SecretBytes(b"")
    next: Loop | None = None


class Other(BaseModel):
    rate: int = 1


class Outer(BaseModel):
    plain: str = ""
    renamed: int = Field(default=1, validation_alias=AliasChoices("rate_hz", "rate"))
    aliased: int = Field(default=1, alias="short")
    deep: int = Field(default=1, validation_alias=AliasPath("far", 0))
    one: Inner | None = None
    many: list[Annotated[Inner, "x"]] = Field(default_factory=list)
    by_name: dict[str, Inner | Other] = Field(default_factory=dict)
    keys: list[SecretStr | Literal["none"]] = Field(default_factory=list)
    other: Other = Other()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("plain", ["plain"]),
        ("renamed", ["rate_hz", "rate"]),
        ("aliased", ["short"]),
        ("deep", ["far"]),
    ],
)
def test_keys_are_those_a_user_writes(name: str, keys: list[str]) -> None:
    assert keys_of(name, Outer.model_fields[name]) == keys


def test_names_at_a_place() -> None:
    assert names_at(Outer, ())[:4] == ["plain", "rate_hz", "rate", "short"]
    assert names_at(Outer, ("one",)) == ["voice", "pin"]
    assert names_at(Outer, ("many", 3)) == ["voice", "pin"]
    assert names_at(Outer, ("by_name", "x", "Inner")) == ["voice", "pin", "rate"]
    assert names_at(Outer, ("other",)) == ["rate"]
    assert names_at(Loop, ("next", "next")) == ["key", "next"]


def test_secret_keys_are_found_at_any_depth() -> None:
    assert secret_keys(Outer) == ({"pin", "keys"}, {"one", "many", "by_name"})
    assert secret_keys(Other) == (frozenset(), frozenset())
    assert secret_keys(Loop) == ({"key"}, {"next"})
