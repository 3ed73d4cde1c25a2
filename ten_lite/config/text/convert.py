"""A raw document as text again, in JSON or YAML; comments are not part of it."""

from __future__ import annotations

import json
import re
from typing import Literal

from ten_lite.config.text.pointer import Json

__all__ = ["TextFormat", "to_text"]

LINE_ENDS = re.compile("[\r\x85\u2028\u2029]")

TextFormat = Literal["json", "yaml"]


def to_text(value: Json, form: TextFormat) -> str:
    """``value`` as ``form``, keys in their order; reading it again gives an equal value."""
    if form == "json":
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    import yaml

    from ten_lite.config.text.yaml_text import plain

    class Dumper(yaml.SafeDumper):
        """Puts in quotes what would be read as the end of a line, or as no text at all."""

    def text(dumper: yaml.SafeDumper, item: str) -> yaml.ScalarNode:
        style = '"' if LINE_ENDS.search(item) or plain(item) != item else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", item, style=style)

    Dumper.add_representer(str, text)
    written: str = yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
    return written
