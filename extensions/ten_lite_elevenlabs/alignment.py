"""Which sound is of which characters: what ElevenLabs tells, brought onto the text as it was given.

What it tells is the text as it was sent, with spaces of its own, and may lack what it does not
speak.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from ten_lite.kinds.speakable import has_words
from ten_lite.kinds.tts_stream import Spoken

__all__ = ["Alignment"]

LATE_MS = 20
"""The last character may end this long after the sound that was sent with it: times are rounded."""
SKIPPED = 20
"""Most characters in a row that are given, and not told of."""


class Alignment:
    """Cuts the sound of one context at the ends of its words.

    Args:
        sample_rate_hz: Of the sound.

    Attributes:
        is_told: Whether ElevenLabs has told of any character.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._bytes_per_ms = 2 * sample_rate_hz / 1000
        self._text = ""
        self._place = 0  # characters of the text that are spoken
        self._counted = 0  # of these, what was told
        self._made = 0  # bytes of sound
        self._waiting: deque[tuple[str, float]] = deque()  # characters, and where each ends
        self.is_told = False

    @property
    def is_owed(self) -> bool:
        """Whether words were given whose sound is not made."""
        return has_words(self._text[self._place :])

    def add_text(self, text: str) -> None:
        """More text was given."""
        self._text += text

    def take(self, sound: bytes, characters: Sequence[tuple[str, int]]) -> Iterator[Spoken]:
        """The next chunk of sound, in pieces that end with words.

        Args:
            sound: The samples.
            characters: Each character that is told of with it, and where it ends, in ms from the
                chunk's beginning.
        """
        begin, end = self._made, self._made + len(sound)
        if characters:
            self.is_told = True
            for character, _ in self._waiting:  # they were to end before this
                self._pass(character)
            self._waiting.clear()
            if self._place > self._counted:
                yield self._spoken(b"")
        for character, end_ms in characters:
            self._waiting.append((character, begin + end_ms * self._bytes_per_ms))
        cut, ready = begin, end + self._bytes_per_ms
        if self._waiting and self._waiting[-1][1] <= end + LATE_MS * self._bytes_per_ms:
            ready = self._waiting[-1][1]
        while self._waiting and self._waiting[0][1] <= ready:
            character, at = self._waiting.popleft()
            self._pass(character)
            is_last = not self._waiting or self._waiting[0][1] > ready
            if is_last or self._waiting[0][0].isspace():
                until = min(end, max(cut, 2 * round(at / 2)))
                yield self._spoken(sound[cut - begin : until - begin])
                cut = until
        if cut < end:
            yield self._spoken(sound[cut - begin :])
        self._made = end

    def _spoken(self, sound: bytes) -> Spoken:
        characters, self._counted = self._place - self._counted, self._place
        return Spoken(sound, characters)

    def _pass(self, character: str) -> None:
        """Go on in the text behind ``character``, if it is near."""
        if character.isspace():
            return
        reach = SKIPPED if character.isalnum() else 0
        begin = self._place
        while self._text[begin : begin + 1].isspace():
            begin += 1
        found = self._text.find(character, begin, begin + reach + 1)
        if found >= 0:
            self._place = found + 1
