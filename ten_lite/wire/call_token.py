"""The server's token in the first messages of a telephone call, which can bring no header.

Each provider lets whoever sets the call up give parameters along, which come in ``start``:
Twilio's ``<Parameter>`` in ``start.customParameters``, Telnyx's in ``start.custom_parameters``,
Plivo's ``extraHeaders`` as ``token=...;other=...`` in ``extra_headers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ten_lite.errors import ProtocolError
from ten_lite.wire.codec import Wire
from ten_lite.wire.strict_json import parse_object

__all__ = ["TOKEN_PARAMETER", "token_in_call"]

TOKEN_PARAMETER: Final = "token"

MAX_CHARS: Final = 20_000


def token_in_call(wire: Wire) -> str | None:
    """The token that ``wire`` brings; "" when it is ``start`` and has none, None when it is not."""
    if not isinstance(wire, str) or len(wire) > MAX_CHARS:
        return None
    try:
        fields = parse_object(wire)
    except ProtocolError:
        return None
    if fields.get("event") != "start":
        return None
    return next((token for token in _tokens(fields) if isinstance(token, str)), "")


def _tokens(fields: dict[str, Any]) -> Iterator[Any]:
    start = fields.get("start")
    for holder in (start, fields):
        if isinstance(holder, dict):
            for name in ("customParameters", "custom_parameters"):
                if isinstance(found := holder.get(name), dict):
                    yield found.get(TOKEN_PARAMETER)
            if isinstance(headers := holder.get("extra_headers"), str):
                for pair in re.split("[;,]", headers):
                    name, _, value = pair.partition("=")
                    if name.strip() == TOKEN_PARAMETER:
                        yield value.strip()
