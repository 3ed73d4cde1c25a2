"""What a client asked for and does not get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ten_lite.errors import ProtocolError
from ten_lite.wire.strict_json import clip, describe, printable

__all__ = ["Refusal", "optional_text", "take_list", "take_object", "take_text", "wrong"]

MAX_ID_CHARS = 200


class Refusal(ProtocolError):
    """An event of the client cannot be done; becomes an ``error`` event.

    Args:
        text: Why, for the client.
        code: The same as a short stable word.
        param: The field it is about.

    Attributes:
        event_id: Of the client's event, if that had one.
    """

    def __init__(self, text: str, *, code: str = "invalid_value", param: str | None = None) -> None:
        super().__init__(clip(printable(text)))  # a name in it may be the client's
        self.code = code
        self.param = param
        self.event_id: str | None = None


def take_object(fields: Mapping[str, Any], name: str, within: str = "") -> Mapping[str, Any]:
    """The object ``name`` of ``fields``, which errors find in ``within``, such as ``item.``.

    Raises:
        Refusal: It is missing or no object.
    """
    value = _take(fields, name, within, "an object")
    if not isinstance(value, dict):
        raise wrong(value, f"{within}{name}", "an object")
    return value


def take_list(fields: Mapping[str, Any], name: str, within: str = "") -> list[Any]:
    """The array ``name`` of ``fields``.

    Raises:
        Refusal: It is missing or no array.
    """
    value = _take(fields, name, within, "an array")
    if not isinstance(value, list):
        raise wrong(value, f"{within}{name}", "an array")
    return value


def take_text(fields: Mapping[str, Any], name: str, within: str = "") -> str:
    """The string ``name`` of ``fields``.

    Raises:
        Refusal: It is missing or no string.
    """
    value = _take(fields, name, within, "a string")
    if not isinstance(value, str):
        raise wrong(value, f"{within}{name}", "a string")
    return value


def optional_text(fields: Mapping[str, Any], name: str, within: str = "") -> str:
    """The string ``name`` of ``fields``, a name or id; "" where it is missing or null.

    Raises:
        Refusal: It is no string, or has more than 200 characters.
    """
    if fields.get(name) is None:
        return ""
    text = take_text(fields, name, within)
    if len(text) > MAX_ID_CHARS:
        raise Refusal(
            f"'{within}{name}' has {len(text)} characters; at most {MAX_ID_CHARS} are taken.",
            param=f"{within}{name}",
        )
    return text


def wrong(value: object, param: str, wanted: str) -> Refusal:
    """``value`` is not what ``param`` may be, which is ``wanted``."""
    return Refusal(
        f"'{param}' must be {wanted}, got {describe(value)}.", code="invalid_type", param=param
    )


def _take(fields: Mapping[str, Any], name: str, within: str, wanted: str) -> Any:
    if name not in fields:
        raise Refusal(
            f"Missing required parameter: '{within}{name}' with {wanted}.",
            code="missing_required_parameter",
            param=f"{within}{name}",
        )
    return fields[name]
