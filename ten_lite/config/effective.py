"""What a graph comes to: every property of every node, with where its value comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from ten_lite.config.reading.draft import SET, Draft, NodeDraft
from ten_lite.config.shape.fields import keys_of
from ten_lite.config.text.dotenv import Variables
from ten_lite.config.text.pointer import Json, covers, join, lookup

__all__ = ["EffectiveValue", "effective_values"]

DEFAULT = "default"
PASSWORD = re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*(?=@)")


@dataclass(frozen=True, slots=True)
class EffectiveValue:
    """One property as the addon gets it.

    Attributes:
        node: The node.
        addon: Its addon, or the one that stands in for it.
        path: The property, e.g. ``params.voice``.
        value: Plain JSON; a secret is masked.
        origin: ``default``, ``--set``, or ``file:line:column`` and, in brackets, the environment
            variables it was made from, with the ``.env`` that gave them.
    """

    node: str
    addon: str
    path: str
    value: Json
    origin: str


def effective_values(draft: Draft) -> Iterator[EffectiveValue]:
    """Every property of the nodes, and of their fallbacks, that could be checked."""
    for node in draft.providers():
        if node.spec is not None and node.config is not None:
            for path, value, pointer in _values(node.config, "", ""):
                yield EffectiveValue(
                    node.name, node.spec.name, path, value, _origin(draft, node, pointer)
                )


def _values(config: BaseModel, path: str, pointer: str) -> Iterator[tuple[str, Json, str]]:
    """Path, value and pointer of everything in ``config`` that is no model itself."""
    shown = config.model_dump(mode="json")
    for name, field in type(config).model_fields.items():
        key = keys_of(name, field)[0]
        inner, value = f"{path}.{key}" if path else key, getattr(config, name)
        at = join(pointer, key)
        if isinstance(value, BaseModel):
            yield from _values(value, inner, at)
        else:
            yield inner, _without_password(shown[name]), at  # pydantic masks what is secret


def _without_password(value: Json) -> Json:
    """A URL may hold a password without being a secret by its type."""
    return PASSWORD.sub("**********", value) if isinstance(value, str) else value


def _origin(draft: Draft, node: NodeDraft, pointer: str) -> str:
    try:
        lookup(node.properties, pointer)
    except KeyError:
        # a value that was put together from parts stands where its parts stand
        inside = [origin for origin in node.origins if covers(pointer, origin)]
        if not inside:
            return DEFAULT
        pointer = inside[0]
    place = node.place(pointer)
    problem = draft.problem("", "", place)
    if problem.file == SET:
        return SET
    where = f"{problem.file}:{problem.line}:{problem.column}"
    names = [name for at, names in draft.variables.items() if covers(place, at) for name in names]
    told = ", ".join(_variable(draft, name) for name in dict.fromkeys(names))
    return f"{where} ({told})" if told else where


def _variable(draft: Draft, name: str) -> str:
    if name not in draft.environ:
        return f"${name} is not set"
    file = draft.environ.files.get(name) if isinstance(draft.environ, Variables) else None
    return f"${name} of {file}" if file else f"${name}"
