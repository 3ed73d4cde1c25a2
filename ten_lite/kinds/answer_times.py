"""What one answer of a language model took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ten_lite.messages import ChatDelta

__all__ = ["AnswerTimes"]


class AnswerTimes:
    """Measures an answer that is asked for now.

    Args:
        now_ms: The session's clock.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._asked_ms = now_ms()
        self._first_token_ms: int | None = None
        self._characters = 0
        self._usage: Mapping[str, Any] = {}

    def take(self, delta: ChatDelta) -> None:
        """The next piece is there."""
        if self._first_token_ms is None and (delta.delta or delta.reasoning or delta.tool_calls):
            self._first_token_ms = self._now_ms() - self._asked_ms
        self._characters += len(delta.delta)
        self._usage = delta.usage or self._usage

    def figures(self) -> dict[str, int]:
        """What it took until now, with what the provider has counted."""
        figures = {"total_ms": self._now_ms() - self._asked_ms, "characters": self._characters}
        if self._first_token_ms is not None:
            figures = {"first_token_ms": self._first_token_ms} | figures
        return figures | {name: n for name, n in self._usage.items() if type(n) is int}
