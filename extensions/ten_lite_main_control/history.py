"""What was said in a conversation, as the model gets to see it."""

from __future__ import annotations

from typing import Any

__all__ = ["History"]


class History:
    """Appends, and forgets in big steps.

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
        if not content.strip():
            return
        self._said.append({"role": role, "content": content.strip()})
        if len(self._said) > self._max_messages:
            self._said = self._said[-(self._max_messages // 2) :]
            while self._said and self._said[0]["role"] != "user":
                del self._said[0]

    def messages(self) -> list[dict[str, Any]]:
        """A copy, system prompt first."""
        return [dict(message) for message in self._system + self._said]
