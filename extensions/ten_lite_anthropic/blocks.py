"""Puts the blocks of an answer together from the events that they are streamed in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from anthropic.types import RawMessageStreamEvent

from ten_lite.messages import ChatDelta

__all__ = ["Blocks"]

FIELDS = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
    "input_json_delta": "partial_json",
}

SHOWN = ("text", "thinking")


class Blocks:
    """The blocks of one answer: its text, its calls and what the model thought."""

    def __init__(self) -> None:
        self._blocks: dict[int, dict[str, Any]] = {}
        self.began = False
        """Whether a word, a call or a thought has come."""

    def add(self, event: RawMessageStreamEvent) -> ChatDelta:
        """Take in one event; the text in it that is said, or what the model thinks."""
        kind = piece = ""
        if event.type == "content_block_start":
            block = event.content_block.model_dump(exclude_none=True, warnings=False)
            self._blocks[event.index] = block
            kind = block["type"]
            piece = str(block.get(kind, "")) if kind in SHOWN else ""
            self.began = self.began or kind != "text" or bool(piece)
        elif event.type == "content_block_delta" and event.delta.type in FIELDS:
            kind = FIELDS[event.delta.type]
            piece = getattr(event.delta, kind)
            block = self._blocks.setdefault(event.index, {"type": "text"})
            block[kind] = block.get(kind, "") + piece
            self.began = self.began or bool(piece)
        return ChatDelta(
            piece if kind == "text" else "", reasoning=piece if kind == "thinking" else ""
        )

    def calls(self) -> tuple[Mapping[str, str], ...]:
        """The calls as ``ChatDelta.tool_calls`` has them."""
        return tuple(
            {
                "id": block["id"],
                "name": block["name"],
                "arguments": block.get("partial_json") or json.dumps(block.get("input") or {}),
            }
            for block in self._blocks.values()
            if block["type"] == "tool_use"
        )

    def as_received(self) -> Sequence[dict[str, Any]]:
        """The blocks as they are sent back to the server."""
        sent = []
        for block in self._blocks.values():
            if block["type"] == "tool_use":
                rest = {key: value for key, value in block.items() if key != "partial_json"}
                sent.append({**rest, "input": _object(block)})
            elif block["type"] != "text" or block.get("text", "").strip():
                sent.append(block)
        return sent


def _object(block: Mapping[str, Any]) -> Any:
    """A call's arguments, as the model sent them in pieces or the server at once."""
    if "partial_json" not in block or not block["partial_json"]:
        return block.get("input") or {}
    try:
        given = json.loads(block["partial_json"])
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
