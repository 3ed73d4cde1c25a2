"""Keeps what a model thinks out of what it says."""

from __future__ import annotations

__all__ = ["ThoughtFilter"]

OPEN, CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Drops ``<think>...</think>`` from the beginning of an answer.

    Servers of open models send it as text when they are not told to take it apart. A tag in the
    middle of an answer is left alone: there it is something that the model says.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinks = False
        self._speaks = False

    def feed(self, text: str) -> str:
        """What of ``text`` is said."""
        if self._speaks:
            return text
        self._held += text
        if not self._thinks:
            start = self._held.lstrip()
            if OPEN.startswith(start[: len(OPEN)]) and len(start) < len(OPEN):
                return ""
            if not start.startswith(OPEN):
                return self.flush()
            self._thinks = True
        _, tag, said = self._held.partition(CLOSE)
        if not tag:
            return ""
        self._speaks, self._held = True, ""
        return said.lstrip()

    def flush(self) -> str:
        """What is left at the end of the answer; a thought that was not ended is not said."""
        said, self._held = "" if self._thinks else self._held, ""
        self._speaks = True
        return said
