"""The check that secrets are not written into graph files, which are shared and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from ten_lite.addons import AddonSpec
from ten_lite.config.reading.draft import Draft
from ten_lite.config.shape.fields import keys_of
from ten_lite.config.text.pointer import Json, covers, join, split
from ten_lite.errors import Problem

__all__ = ["check_secrets", "variable_for"]


def check_secrets(draft: Draft) -> Iterator[Problem]:
    """Secrets come from the environment or from ``--set``."""
    told: set[str] = set()
    for node in draft.providers():
        if node.spec is None or node.config is None:
            continue
        for pointer in _written(node.config, node.properties, ""):
            place = node.place(pointer)
            if place in told or place in draft.variables:
                continue
            if any(covers(above, place) for above in draft.assigned):
                continue
            told.add(place)
            parts = split(place.partition("/property")[2])
            path = re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", ".".join(parts))
            keys = [part for part in parts if not part.isdecimal()] or ["key"]
            name = variable_for(node.spec, keys[-1])
            message = f'"{path}" is a secret, and stands in the file as it is'
            cure = f'write "${{env:{name}}}" instead, and set it: export {name}=...'
            yield draft.problem("TL309", message, place, cure, severity="warning")


def _written(value: object, raw: Json, pointer: str) -> Iterator[str]:
    """Where in ``raw`` the secrets of the checked ``value`` are written."""
    if hasattr(value, "get_secret_value"):
        if isinstance(raw, str) and raw:
            yield pointer
    elif isinstance(raw, dict):
        for key, inner in _parts(value):
            if key in raw:
                yield from _written(inner, raw[key], join(pointer, key))
    elif isinstance(raw, list) and isinstance(value, list | tuple):
        for index, (inner, item) in enumerate(zip(value, raw, strict=False)):
            yield from _written(inner, item, join(pointer, index))


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """What an object holds, by every key it may have come under."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            for key in dict.fromkeys([*keys_of(name, field), name]):
                yield key, getattr(value, name)
    elif isinstance(value, dict):
        yield from ((key, inner) for key, inner in value.items() if isinstance(key, str))


def variable_for(spec: AddonSpec, key: str) -> str:
    """A name as providers choose it: ``api_key`` of ``acme_stt`` is ``ACME_API_KEY``."""
    vendor = spec.name.removesuffix(f"_{spec.kind}")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", f"{vendor}_{key}")
    name = re.sub(r"\W+", "_", words, flags=re.ASCII).upper()
    return f"_{name}" if name[:1].isdecimal() else name
