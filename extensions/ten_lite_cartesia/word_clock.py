"""How much of the text has been spoken at a moment of its sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from ten_lite.kinds.speakable import has_words

__all__ = ["WordClock"]

WINDOW = 40
"""A word is looked for this many characters ahead: some are told otherwise than they were given."""
ROUNDING_S = 0.001


@dataclass(frozen=True, slots=True)
class _Word:
    start_s: float
    end_s: float
    begin: int
    end: int

    def spoken(self, at_s: float) -> int:
        """Up to where the text is spoken then; within the word, by its share of the time."""
        if at_s >= self.end_s:
            return self.end
        if at_s <= self.start_s:
            return self.begin
        share = (at_s - self.start_s) / (self.end_s - self.start_s)
        return self.begin + int((self.end - self.begin) * share)


class WordClock:
    """Puts together words with their times, and sound.

    Attributes:
        spoken: Characters whose sound has come.
    """

    def __init__(self) -> None:
        self._text = ""
        self._told = 0  # characters up to the last word that has a time
        self.spoken = 0
        self._words: deque[_Word] = deque()
        self._sound_s = 0.0

    def feed(self, text: str) -> None:
        """There is more text."""
        self._text += text

    @property
    def is_owed(self) -> bool:
        """Whether words have not been spoken yet."""
        return has_words(self._text[self.spoken :])

    def words(
        self, words: Sequence[str], starts_s: Sequence[float], ends_s: Sequence[float]
    ) -> int:
        """Words were given times; how many characters more have been spoken, as that shows."""
        for word, start_s, end_s in zip(words, starts_s, ends_s, strict=False):
            at = self._text.find(word, self._told, self._told + WINDOW + len(word)) if word else -1
            if at >= 0:
                begin, self._told = self._told, self._through_marks(at + len(word))
                self._words.append(_Word(start_s, end_s, begin, self._told))
        return self._due()

    def sound(self, seconds: float) -> int:
        """More sound has come; how many characters more have been spoken at its end."""
        self._sound_s += seconds
        return self._due()

    def rest(self) -> int:
        """All of the sound has come; how many characters more have been spoken."""
        rest, self.spoken = len(self._text) - self.spoken, len(self._text)
        self._words.clear()
        return rest

    def _due(self) -> int:
        before = self.spoken
        while self._words:
            word = self._words[0]
            self.spoken = max(self.spoken, word.spoken(self._sound_s + ROUNDING_S))
            if self.spoken < word.end:
                break
            self._words.popleft()
        return self.spoken - before

    def _through_marks(self, place: int) -> int:
        """Behind the punctuation that follows: it is spoken with the word."""
        while place < len(self._text):
            character = self._text[place]
            if character.isspace() or character.isalnum():
                break
            place += 1
        return place
