from __future__ import annotations

import enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ten_lite.config.shape.schema_errors import SchemaError, schema_errors


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    size: int = 1


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")

    needed: str
    whole: int = 1
    number: float = 1
    flag: bool = False
    choice: Literal["a", "b"] = "a"
    colour: Colour = Colour.RED
    either: int | list[int] = 1
    twice: int | Annotated[int, Field(ge=3)] = 1
    inner: Inner | None = None
    mapping: dict[str, int] = Field(default_factory=dict)
    items: list[Inner] = Field(default_factory=list)
    name: str = Field(default="x", min_length=1)
    long: str = Field(default="xx", min_length=2)
    low: int = Field(default=1, ge=1)


class Ruled(BaseModel):
    a: int = 0

    @model_validator(mode="after")
    def rule(self) -> Ruled:
        raise ValueError("never\ngood")


def errors(model: type[BaseModel], value: Any) -> list[SchemaError]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(value)
    return list(schema_errors(caught.value, value))


@pytest.mark.parametrize(
    ("key", "value", "pointer", "text"),
    [
        ("needed", 1, "/needed", "must be text"),
        ("whole", "x", "/whole", "must be a whole number"),
        ("whole", 1.5, "/whole", "must be a whole number"),
        ("number", [], "/number", "must be a number"),
        ("flag", "maybe", "/flag", "must be true or false"),
        ("choice", "c", "/choice", 'must be "a" or "b"'),
        ("colour", "green", "/colour", 'must be "red" or "blue"'),
        ("inner", 1, "/inner", "must be an object"),
        ("mapping", {"x": "y"}, "/mapping/x", "must be a whole number"),
        ("mapping", [], "/mapping", "must be an object"),
        ("items", [{}, {"size": "x"}], "/items/1/size", "must be a whole number"),
        ("items", {}, "/items", "must be a list"),
        ("long", "x", "/long", "must have at least 2 characters"),
        ("low", 0, "/low", "must be greater than or equal to 1"),
        ("twice", "x", "/twice", "must be a whole number"),
        ("either", "x", "/either", "must be a whole number or a list"),
    ],
)
def test_wrong_values(key: str, value: Any, pointer: str, text: str) -> None:
    found = errors(Model, {"needed": "x", key: value})
    assert [(e.mistake, e.pointer, e.text) for e in found] == [("wrong", pointer, text)]


def test_the_bad_value_and_the_choices_come_along() -> None:
    (error,) = errors(Model, {"needed": "x", "choice": "c"})
    assert (error.value, error.choices, error.path) == ("c", ("a", "b"), "choice")
    (error,) = errors(Model, {"needed": "x", "items": [{"size": "x"}]})
    assert error.path == "items[0].size"


def test_missing_and_unknown_keys() -> None:
    missing, unknown = errors(Model, {"nedeed": 1})
    assert (missing.mistake, missing.pointer, missing.path) == ("missing", "/needed", "needed")
    assert (unknown.mistake, unknown.pointer, unknown.value) == ("unknown", "/nedeed", 1)


def test_what_a_validator_says_is_kept() -> None:
    (error,) = errors(Ruled, {})
    assert (error.mistake, error.pointer, error.path) == ("refused", "", "")
    assert error.text == "never\ngood"
    (error,) = errors(Model, {"needed": "x", "name": ""})
    assert (error.mistake, error.text) == ("refused", "must not be empty")


def test_all_mistakes_are_told() -> None:
    found = errors(Model, {"whole": "x", "flag": "x", "x": 1, "items": [1, 2]})
    assert [error.pointer for error in found] == [
        "/needed",
        "/whole",
        "/flag",
        "/items/0",
        "/items/1",
        "/x",
    ]
