"""What a pydantic model tells about its fields: the names at a place, and which are secret."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo

from ten_lite.addons import PORTABLE

__all__ = ["SecretKeys", "keys_of", "names_at", "portable_keys", "secret_keys"]

Model = type[BaseModel]


def keys_of(name: str, field: FieldInfo) -> list[str]:
    """The keys a field may be given by, the preferred one first."""
    alias = field.validation_alias if field.validation_alias is not None else field.alias
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    keys = [choice for choice in choices if isinstance(choice, str)]
    keys += [str(choice.path[0]) for choice in choices if isinstance(choice, AliasPath)]
    return keys or [name]


def names_at(model: Model, loc: Sequence[int | str]) -> list[str]:
    """The keys that are allowed in the object at ``loc`` (a location of a pydantic error)."""
    models = [model]
    for part in loc:
        inner = [
            found
            for outer in models
            for name, field in outer.model_fields.items()
            if part in keys_of(name, field)
            for found in _models_in(field.annotation)
        ]
        tagged = [model for model in models if getattr(model, "tag", None) == part]
        # an index or the key of a mapping: the models stay the same
        models = inner or tagged or models
    return [
        key
        for found in models
        for name, field in found.model_fields.items()
        for key in keys_of(name, field)
    ]


def portable_keys(model: Model) -> set[str]:
    """The keys of properties that mean the same for every provider."""
    fields = model.model_fields.items()
    return {keys_of(name, field)[0] for name, field in fields if PORTABLE in field.metadata}


class SecretKeys(NamedTuple):
    """Keys of a model, at any depth: those of secrets, and those of objects that hold some."""

    secrets: frozenset[str]
    holders: frozenset[str]


def secret_keys(model: Model, _seen: frozenset[Model] = frozenset()) -> SecretKeys:
    """The keys whose values must not be shown.

    A key counts wherever it stands: better one value too many kept back than one shown.
    """
    secrets: set[str] = set()
    holders: set[str] = set()
    for name, field in model.model_fields.items():
        keys = {*keys_of(name, field), name}
        if any(_is_secret(leaf) for leaf in _leaves(field.annotation)):
            secrets |= keys
        for found in _models_in(field.annotation):
            if found in _seen:
                continue
            inner = secret_keys(found, _seen | {model})
            secrets |= inner.secrets
            if inner.secrets:
                holders |= keys | inner.holders
    return SecretKeys(frozenset(secrets), frozenset(holders))


def _models_in(annotation: object) -> list[Model]:
    return [
        leaf
        for leaf in _leaves(annotation)
        if isinstance(leaf, type) and issubclass(leaf, BaseModel)
    ]


def _is_secret(leaf: object) -> bool:
    # SecretStr, SecretBytes and the class that pydantic.Secret[T] makes for each T
    return isinstance(leaf, type) and hasattr(leaf, "get_secret_value")


def _leaves(annotation: object) -> Iterator[object]:
    inside = typing.get_args(annotation)
    yield typing.get_origin(annotation) or annotation
    for inner in inside:
        yield from _leaves(inner)
