"""A conversation as lines of a terminal; the last one changes while somebody speaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from ten_lite.messages import TextData

__all__ = ["Screen"]

SPEAKERS: Final = {"user": "you:   ", "assistant": "agent: "}
CLEAR_LINE: Final = "\r\x1b[K"


class Screen:
    """Shows who says what.

    Args:
        write: Takes what is to be shown.
        columns: Tells the width of the terminal; None when it is none, and only whole lines are
            written.
    """

    def __init__(self, write: Callable[[str], None], columns: Callable[[], int] | None) -> None:
        self._write = write
        self._columns = columns
        self._live: TextData | None = None

    def text(self, text: TextData) -> None:
        """Somebody says this, so far or in the end."""
        if self._live is not None and _whose(self._live) != _whose(text):
            self.finish()
        self._live = text
        if text.is_final:
            self.finish()
        else:
            self._paint()

    def line(self, text: str) -> None:
        """Anything else, above the line that is still changing."""
        self._clear()
        self._write(f"{_printable(text)}\n")
        self._paint()

    def finish(self) -> None:
        """What is still changing stays as it is."""
        live, self._live = self._live, None
        if live is not None:
            if self._columns is not None:
                self._write(CLEAR_LINE)
            self._write(f"{SPEAKERS[live.role]}{_printable(live.text)}\n")

    def _clear(self) -> None:
        if self._live is not None and self._columns is not None:
            self._write(CLEAR_LINE)

    def _paint(self) -> None:
        if self._live is not None and self._columns is not None:
            speaker = SPEAKERS[self._live.role]
            room = self._columns() - len(speaker) - 1
            self._write(f"{CLEAR_LINE}{speaker}{_end_of(_printable(self._live.text), room)}")


def _whose(text: TextData) -> tuple[str, int]:
    return text.role, text.stream_id


def _printable(text: str) -> str:
    """Without what would steer the terminal; the text comes from elsewhere."""
    return "".join(char if char.isprintable() else " " for char in text)


def _end_of(text: str, columns: int) -> str:
    """As much of the end of ``text`` as fits in one line: a longer one cannot be redrawn."""
    widths = [2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text]
    if sum(widths) <= columns:
        return text
    room, start = columns - 1, len(text)
    while start and widths[start - 1] <= room:
        start -= 1
        room -= widths[start]
    return "…" + text[start:]
