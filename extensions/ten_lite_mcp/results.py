"""What a server answers, as text for the model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

__all__ = ["result_text"]


def result_text(content: Iterable[Any], structured: Any, *, longest: int) -> str:
    """The text of a result; what is no text is named in brackets.

    Args:
        content: MCP's content blocks.
        structured: The same as JSON, if the server has it; used when there is no text.
        longest: Characters; what is longer is cut, which is told at the end.
    """
    blocks = list(content)
    parts = [part for block in blocks if (part := _part(block))]
    if structured is not None and not any(block.type == "text" and block.text for block in blocks):
        parts.append(json.dumps(structured, ensure_ascii=False))
    text = "\n".join(parts) or "done"
    if len(text) > longest:
        text = f"{text[:longest]} [{len(text) - longest} more characters are left out]"
    return text


def _part(block: Any) -> str:
    if block.type == "text":
        return str(block.text)
    if block.type == "resource":
        text = getattr(block.resource, "text", None)
        return f"[resource {block.resource.uri}]" if text is None else str(text)
    if block.type == "resource_link":
        return f"[link to {block.title or block.name}: {block.uri}]"
    return f"[{block.type}]"
