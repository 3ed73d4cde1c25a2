"""A raw document as text again, in JSON or YAML; comments are not part of it."""

from __future__ import annotations

import json
from typing import Literal

from ten_lite.config.pointer import Json

__all__ = ["TextFormat", "to_text"]

TextFormat = Literal["json", "yaml"]


def to_text(value: Json, form: TextFormat) -> str:
    """``value`` as ``form``, keys in their order; reading it again gives an equal value."""
    if form == "json":
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    import yaml

    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
