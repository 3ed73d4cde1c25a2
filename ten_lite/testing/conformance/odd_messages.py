"""Messages with nothing in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from ten_lite.addons.spec import AddonSpec
from ten_lite.messages import Message

__all__ = ["odd_messages"]

EMPTY: Mapping[str, Any] = {
    "str": "",
    "bytes": b"",
    "int": 0,
    "float": 0.0,
    "bool": False,
}


def odd_messages(addon: AddonSpec) -> Iterator[Message]:
    """One of each input of ``addon``, in which everything that has to be given is empty."""
    for cls in addon.inputs:
        needed = [
            field
            for field in dataclasses.fields(cls)
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        ]
        yield cls(**{field.name: _empty(str(field.type)) for field in needed})


def _empty(kind: str) -> Any:
    if kind in EMPTY:
        return EMPTY[kind]
    return [] if kind.startswith(("list", "tuple")) else {}
