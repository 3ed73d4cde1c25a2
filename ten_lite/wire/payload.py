"""The stable JSON form of every ``cmd`` and ``data`` message: its payload, without the envelope.

Recorders, command lines and addons use it; the shape is the message class itself, so an addon's
own message classes have one too. pydantic is loaded when the first message is converted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ten_lite.errors import ProtocolError
from ten_lite.messages import Message
from ten_lite.messages.base import ENVELOPE
from ten_lite.wire.strict_json import clip, dump, excerpt, plain

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["field_names", "from_wire", "to_wire"]

M = TypeVar("M", bound=Message)
F = TypeVar("F", bound=Callable[..., Any])


def _cached_by_class(function: F) -> F:
    # The cast: typeshed asks for Hashable, and to mypy the class of an eq dataclass is not.
    return cast(F, lru_cache(maxsize=256)(function))


def to_wire(message: Message) -> dict[str, Any]:
    """The payload of ``message`` as plain JSON values; ``from_wire`` makes it an equal message.

    A lone surrogate becomes U+FFFD, NaN and infinity become null.

    Raises:
        ProtocolError: It is a frame, which has no JSON form, or a field does not hold what its
            class declares; the text names it.
    """
    cls = type(message)
    adapter = _adapter(cls)
    try:
        values = adapter.serializer.to_python(
            message, mode="json", exclude=set(ENVELOPE), warnings=False, fallback=plain
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(clip(f"{cls.name} cannot be written: {_one_line(error)}")) from None
    text = dump(values)
    _validate(cls, text)
    wire: dict[str, Any] = json.loads(text)
    return wire


def from_wire(cls: type[M], data: Mapping[str, Any]) -> M:
    """The message of class ``cls`` whose payload is ``data``, with an empty envelope.

    Types are strict: "1" is not a number and 1 is not a boolean.

    Raises:
        ProtocolError: A field is missing, unknown, of the envelope or of a wrong type; the text
            names it.
    """
    names = field_names(cls)
    for key in data:
        if key not in names:
            why = "is of the envelope" if key in ENVELOPE else "is not known"
            raise ProtocolError(f"{cls.name}: the field {excerpt(str(key))} {why}")
    try:
        text = json.dumps(data, allow_nan=False, default=plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(clip(f"{cls.name} is not JSON: {_one_line(error)}")) from None
    return _validate(cls, text)


@_cached_by_class
def field_names(cls: type[Message]) -> tuple[str, ...]:
    """The names of the payload's fields, in their order."""
    return tuple(field.name for field in fields(cls) if field.name not in ENVELOPE)


def _validate(cls: type[M], text: str) -> M:
    from pydantic import ValidationError

    try:
        message = _adapter(cls).validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    else:
        return message
    if place := ".".join(str(part) for part in first["loc"]):
        raise ProtocolError(clip(f"{cls.name}: the field {excerpt(place)}: {first['msg']}"))
    raise ProtocolError(clip(f"{cls.name}: {first['msg']}"))


@_cached_by_class
def _adapter(cls: type[M]) -> TypeAdapter[M]:
    from pydantic import TypeAdapter

    if cls.kind not in ("cmd", "data"):
        raise ProtocolError(f"{cls.name} is a frame and has no JSON form")
    return TypeAdapter(cls)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
