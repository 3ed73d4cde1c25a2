"""Words of a transcript in the making that will most likely stay."""

from __future__ import annotations

import re

__all__ = ["StableWords"]

WORD = re.compile(r"\S+\s*")


class StableWords:
    """Makes deltas of transcripts that are each told as a whole and may change to their end.

    A word is stable when two transcripts in a row agree on it and it is not the last one.

    Attributes:
        text: All deltas so far.
    """

    def __init__(self) -> None:
        self._last = ""
        self.text = ""

    def feed(self, text: str) -> str:
        """What has become stable with ``text``, to append; "" for nothing."""
        agreed = _agreed(self._last, text)
        self._last = text
        return self._append(agreed)

    def finish(self, text: str) -> str:
        """The rest; "" if the words so far have changed after all."""
        return self._append(text)

    def _append(self, text: str) -> str:
        if not text.startswith(self.text):
            return ""
        delta = text[len(self.text) :]
        self.text = text
        return delta


def _agreed(before: str, after: str) -> str:
    """The words that both begin with, without the last word of either."""
    end = 0
    for one, other in zip(WORD.finditer(before), WORD.finditer(after), strict=False):
        is_last = one.end() == len(before) or other.end() == len(after)
        if is_last or one.group() != other.group():
            break
        end = other.end()
    return after[:end]
