"""Text in parts that one request, or message, may hold."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.kinds.speakable import has_words

__all__ = ["speakable_parts"]

LONGEST_TEXT = 4_500
"""Characters of one request; the model with the lowest limit takes 5,000."""


def speakable_parts(text: str) -> Iterator[str]:
    """``text`` in parts that are taken; nothing when there is nothing to say."""
    text = text.encode("utf-8", "ignore").decode("utf-8")  # a lone half of a pair cannot be sent
    while has_words(text):
        if len(text) <= LONGEST_TEXT:
            yield text
            return
        cut = text.rfind(" ", 1, LONGEST_TEXT) + 1 or LONGEST_TEXT
        part, text = text[:cut], text[cut:]
        if has_words(part):
            yield part
