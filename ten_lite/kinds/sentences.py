"""Cuts a streamed answer into pieces worth speaking: a first clause early, then sentences.

The pieces joined together are the text, character for character, and the same text gives the
same pieces however it was split into deltas: each decision looks only at what came before and
at the white space that ends a word.
"""

from __future__ import annotations

import re

__all__ = ["SentenceSplitter"]

CJK_ENDS = "。！？"
CJK_CLAUSES = "，、；："
PAUSES = (",", ";", ":", "–", "—")
CLOSERS = "\"')]}”’»」』"
NO_END = re.compile(
    r"(?:^|[\s(\"'“‘])"
    r"(?:[A-Za-z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|vs|etc|approx|Fig|\d{1,2})\.$"
)
"""A full stop that ends no sentence: initials, e.g., titles, the number of a list item."""


class SentenceSplitter:
    """Collects deltas and gives pieces.

    Args:
        first_words: The first piece has at most this many words; it ends earlier at a comma.
        longest: A piece without punctuation is cut at the first space after this many
            characters.
    """

    def __init__(self, *, first_words: int = 6, longest: int = 240) -> None:
        self._first_words = first_words
        self._longest = longest
        self._text = ""
        self._is_first = True

    def feed(self, delta: str) -> list[str]:
        """The pieces that ``delta`` completes, in order."""
        pieces: list[str] = []
        for character in delta:
            self._text += character
            if self._at_end(character):
                pieces.append(self._text)
                self._text = ""
                self._is_first = False
        return pieces

    def flush(self) -> str:
        """What is left when the text is over; the splitter starts anew."""
        rest, self._text, self._is_first = self._text, "", True
        return rest

    def _at_end(self, character: str) -> bool:
        if character in CJK_ENDS:
            return True
        if character in CJK_CLAUSES:
            return self._is_first and len(self._text) > 2
        if not character.isspace():
            return False
        spoken = self._text.rstrip()
        if not spoken.strip():
            return False
        core = spoken.rstrip(CLOSERS)
        if character == "\n" or core.endswith(("!", "?", "…")):
            return True
        if core.endswith(".") and (core.endswith("..") or not NO_END.search(core)):
            return True
        if self._is_first:
            words = len(spoken.split())
            return words >= self._first_words or (words > 1 and core.endswith(PAUSES))
        return len(spoken) >= self._longest
