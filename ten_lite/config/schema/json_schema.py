"""pydantic models as JSON Schema for people who edit: all keys a model takes, and no noise."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticSerializationError, core_schema

from ten_lite.config.shape.fields import keys_of

__all__ = ["Schema", "described"]

Schema = dict[str, Any]
"""A JSON Schema."""

KEPT_QUIET = {"skipped-choice", "non-serializable-default"}


def described(model: type[BaseModel], prefix: str = "") -> tuple[Schema, dict[str, Schema]]:
    """The schema of ``model``, and the definitions it refers to as ``#/$defs/<name>``.

    Args:
        model: The model.
        prefix: What the names of the definitions begin with.

    Raises:
        Exception: The model holds something that JSON Schema cannot say, or code of its own for
            that fails.
    """
    made = model.model_json_schema(
        schema_generator=_Generator, ref_template=f"#/$defs/{prefix}{{model}}"
    )
    definitions = {f"{prefix}{name}": schema for name, schema in made.pop("$defs", {}).items()}
    if "$ref" in made:  # a model that holds itself
        made = dict(definitions[made["$ref"].removeprefix("#/$defs/")])
    return made, definitions


class _Generator(GenerateJsonSchema):
    ignored_warning_kinds = KEPT_QUIET  # type: ignore[assignment]

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False  # "Api Key" above the description of api_key tells nothing

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        made.pop("title", None)
        if "description" in made:  # the class's docstring
            made["description"] = made["description"].replace("``", "`")
        for name, field in schema["cls"].model_fields.items():
            _accept_all_keys(made, keys_of(name, field), _paths(field))
        if not made.get("required", True):
            del made["required"]
        return made

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        made = super().enum_schema(schema)
        made.pop("title", None)
        return made

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default", ...) is None:
            del made["default"]  # editors would offer null first
        return made

    def encode_default(self, dft: Any) -> Any:
        if hasattr(dft, "get_secret_value"):
            raise PydanticSerializationError("a secret is not shown")
        if isinstance(dft, BaseModel):
            type(dft).model_rebuild()  # before 2.14 pydantic cannot encode one it has not built yet
        return super().encode_default(dft)


def _accept_all_keys(made: Schema, keys: list[str], paths: set[str]) -> None:
    """Accept by every key; pydantic tells only the first of a field that goes by several."""
    properties, required = made.setdefault("properties", {}), made.get("required", [])
    known: Schema = next((properties[key] for key in keys if key in properties), {})
    for key in keys:
        properties.setdefault(key, {} if key in paths else known)
    if len(keys) > 1 and (told := next((key for key in keys if key in required), None)):
        required.remove(told)
        one = {"anyOf": [{"required": [key]} for key in keys]}
        made.setdefault("allOf", []).append(one)


def _paths(field: FieldInfo) -> set[str]:
    """Keys of objects that a field takes its value out of."""
    alias = field.validation_alias
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    return {str(choice.path[0]) for choice in choices if isinstance(choice, AliasPath)}
