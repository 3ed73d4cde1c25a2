"""What must be true of a history: at each request, and when the conversation is over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["fault_of", "words"]

WORD = re.compile(r"[a-z]+")


def words(text: str) -> list[str]:
    """The words of ``text``."""
    return WORD.findall(text)


def fault_of(messages: Sequence[Mapping[str, Any]]) -> str:
    """What providers would refuse ``messages`` for: calls without their results; "" for nothing."""
    open_calls: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] not in open_calls:
                return f"a result of no call: {message}"
            open_calls.remove(message["tool_call_id"])
            continue
        if open_calls:
            return f"{message['role']} speaks before the results of {open_calls}"
        if not message.get("content") and not message.get("tool_calls"):
            return f"{message['role']} says nothing"
        open_calls = [call["id"] for call in message.get("tool_calls", ())]
    return f"no results of {open_calls}" if open_calls else ""
