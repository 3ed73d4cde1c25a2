"""The base of what is declared of the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from ten_lite.messages import Message
from ten_lite.wire.payload import field_names

__all__ = ["Base64Pcm", "Count", "WireObject", "payload_model"]

BASE64: Final = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$"

Base64Pcm = Annotated[str, Field(pattern=BASE64, json_schema_extra={"contentEncoding": "base64"})]
"""Whole samples of PCM16 in canonical base64 (RFC 4648 section 4), at least one."""

Count = Annotated[int, Field(ge=0)]
"""A number of things."""


class WireObject(BaseModel):
    """A JSON object; a field with a default may be left out, keys without a field are ignored."""

    model_config = ConfigDict(frozen=True, strict=True)


def payload_model(cls: type[Message], shapes: Mapping[str, Any] | None = None) -> type[WireObject]:
    """The payload of ``cls`` as it is sent: all of its fields, each time.

    Args:
        cls: A message of the graph.
        shapes: Types that say more of a field than its class does.
    """
    hints = {**get_type_hints(cls), **(shapes or {})}
    fields: dict[str, Any] = {name: (hints[name], ...) for name in field_names(cls)}
    model: type[WireObject] = create_model(
        cls.__name__, __base__=WireObject, __doc__=cls.__doc__, __module__=__name__, **fields
    )
    return model
