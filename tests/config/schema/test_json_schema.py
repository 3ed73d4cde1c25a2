from __future__ import annotations

import enum
from typing import Annotated, Any

from jsonschema import Draft202012Validator
from pydantic import AliasChoices, AliasPath, BaseModel, Field, SecretStr

from ten_lite.config.schema.json_schema import described


class Colour(enum.Enum):
    RED = "red"


class Tree(BaseModel):
    below: list[Tree] = []


class Many(BaseModel):
    colour: Colour = Colour.RED
    key: SecretStr = SecretStr("sk-default")
    rate: Annotated[int, Field(validation_alias=AliasChoices("rate", "old_rate"))]
    voice: Annotated[str, Field(validation_alias=AliasChoices("voice", AliasPath("params", "v")))]
    tree: Tree | None = None


def test_a_field_is_known_by_all_its_keys_and_needed_by_one() -> None:
    schema, definitions = described(Many)
    validator = Draft202012Validator({**schema, "$defs": definitions})
    for good in ({"rate": 1, "voice": "a"}, {"old_rate": 1, "params": {"v": "a"}}):
        assert validator.is_valid(good)
    for bad in ({"voice": "a"}, {"rate": 1}, {"old_rate": "x", "voice": "a"}):
        assert not validator.is_valid(bad)


def test_defaults_of_secrets_and_null_are_not_offered() -> None:
    schema, _ = described(Many)
    assert "default" not in schema["properties"]["key"]
    assert "default" not in schema["properties"]["tree"]
    assert schema["properties"]["colour"]["default"] == "red"


def titles(value: Any) -> bool:
    if isinstance(value, dict):
        return "title" in value or any(map(titles, value.values()))
    return isinstance(value, list) and any(map(titles, value))


def test_there_are_no_titles_made_from_names() -> None:
    assert not titles(described(Many))


def test_definitions_bear_the_prefix_and_may_hold_themselves() -> None:
    schema, definitions = described(Tree, "addon.")
    assert schema["properties"]["below"]["items"] == {"$ref": "#/$defs/addon.Tree"}
    assert list(definitions) == ["addon.Tree"]
