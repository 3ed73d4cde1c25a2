"""The text of one answer: what was given to the voice, and what of it is spoken."""

from __future__ import annotations

import asyncio

from ten_lite.kinds.speakable import has_words

__all__ = ["AnswerText"]

LONGEST_WORD = 32
"""Characters; more of them without a space are text that has none."""


class AnswerText:
    """Grows at its end; is fed and spoken from its beginning.

    Attributes:
        text: All of it.
        fed: Characters the voice was given, at the beginning of ``text``.
        spoken: Characters whose sound was made.
        is_whole: No more will come.
    """

    def __init__(self) -> None:
        self.text = ""
        self.fed = self.spoken = 0
        self.is_whole = False
        self._more = asyncio.Event()

    def add(self, text: str) -> None:
        """There is more."""
        self.text += text
        self._more.set()

    def end(self) -> None:
        """There will be no more."""
        self.is_whole = True
        self._more.set()

    @property
    def is_owed(self) -> bool:
        """Whether words were given to the voice that are not spoken yet."""
        return has_words(self.text[self.spoken : self.fed])

    async def next_part(self) -> str:
        """What was not given to the voice; waits for words. "": there are none, and will not be."""
        while not has_words(self.text[self.fed :]):
            if self.is_whole:
                return ""
            self._more.clear()
            await self._more.wait()
        part, self.fed = self.text[self.fed :], len(self.text)
        return part

    def speak(self, characters: int) -> int:
        """``characters`` more are spoken; how many of them were given to the voice."""
        before, self.spoken = self.spoken, min(self.spoken + characters, self.fed)
        return self.spoken - before

    def take_back(self) -> None:
        """The voice is gone: it has to be given again what is not spoken, from a word's start."""
        self.fed = self.spoken
        if self.text[self.spoken : self.spoken + 1].strip():
            begin = self.text.rfind(" ", 0, self.spoken) + 1
            if self.spoken - begin <= LONGEST_WORD:
                self.fed = self.spoken = begin
