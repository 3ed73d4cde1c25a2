"""The base of the models that describe files, and what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

__all__ = ["Name", "Part", "exactly_one", "one_of"]

Name = Annotated[str, Field(min_length=1, max_length=128)]


class Part(BaseModel):
    """Base: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def exactly_one(*keys: str) -> dict[str, Any]:
    """For JSON Schema: what ``one_of`` checks."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def one_of(values: Mapping[str, Any]) -> None:
    """Check that one of ``values`` is given and the others are not.

    Raises:
        PydanticCustomError: None is, or more than one.
    """
    given = [key for key, value in values.items() if value is not None]
    if len(given) == 1:
        return
    keys = list(values)
    names = ", ".join(f'"{key}"' for key in keys[:-1]) + f' or "{keys[-1]}"'
    if given:
        raise PydanticCustomError("conflict", f"only one of {names} may be given")
    raise PydanticCustomError("missing_key", f"one of {names} is missing")
