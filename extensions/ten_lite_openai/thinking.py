"""Keeps what a model thinks out of what it says."""

from __future__ import annotations

from ten_lite.messages import ChatDelta

__all__ = ["ThoughtFilter"]

OPEN, CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Takes ``<think>...</think>`` out of the beginning of an answer.

    Servers of open models send it as text when they are not told to take it apart. A tag in the
    middle of an answer is left alone: there it is something that the model says.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinks = False
        self._speaks = False

    def feed(self, text: str) -> ChatDelta:
        """What of ``text`` is said, and what is thought."""
        if self._speaks:
            return ChatDelta(text)
        self._held += text
        if not self._thinks:
            start = self._held.lstrip()
            if OPEN.startswith(start[: len(OPEN)]) and len(start) < len(OPEN):
                return ChatDelta("")
            if not start.startswith(OPEN):
                return self.flush()
            self._thinks = True
            self._held = start.removeprefix(OPEN)
        thought, tag, said = self._held.partition(CLOSE)
        if tag:
            self._speaks, self._held = True, ""
            return ChatDelta(said.lstrip(), reasoning=thought)
        self._held = _begun_tag(thought)
        return ChatDelta("", reasoning=thought.removesuffix(self._held))

    def flush(self) -> ChatDelta:
        """What is left at the end of the answer; a thought that was not ended is not said."""
        held, self._held = self._held, ""
        self._speaks = True
        return ChatDelta("", reasoning=held) if self._thinks else ChatDelta(held)


def _begun_tag(thought: str) -> str:
    """What at the end of ``thought`` may be the beginning of its end."""
    for size in range(min(len(CLOSE) - 1, len(thought)), 0, -1):
        if CLOSE.startswith(thought[-size:]):
            return thought[-size:]
    return ""
