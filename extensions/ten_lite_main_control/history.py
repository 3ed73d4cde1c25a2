"""What was said in a conversation, as the model gets to see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["History"]


class History:
    """Appends, and forgets in big steps.

    What is kept begins with a user's message, so that tool calls and their results are never
    torn apart, and the last user's message is never forgotten.

    Args:
        prompt: The system prompt, always first; empty: none.
        max_messages: When more than this is held, the older half is forgotten.
    """

    def __init__(self, prompt: str, max_messages: int) -> None:
        self._system = [{"role": "system", "content": prompt}] if prompt else []
        self._max_messages = max_messages
        self._said: list[dict[str, Any]] = []

    def add(self, role: str, content: str) -> None:
        """Append what ``role`` (``user`` or ``assistant``) said; nothing said is not kept."""
        if content.strip():
            self.extend([{"role": role, "content": content.strip()}])

    def extend(self, messages: Sequence[dict[str, Any]]) -> None:
        """Append OpenAI-shaped messages that belong together: tool calls and their results."""
        self._said += messages
        if len(self._said) > self._max_messages:
            half = len(self._said) - self._max_messages // 2
            turns = [n for n, message in enumerate(self._said) if message["role"] == "user"]
            later = [n for n in turns if n >= half] or turns[-1:] or [len(self._said)]
            del self._said[: later[0]]

    def messages(self) -> list[dict[str, Any]]:
        """A copy, system prompt first."""
        return [dict(message) for message in self._system + self._said]
