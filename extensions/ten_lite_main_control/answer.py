"""One answer as it is made: the model's text, what of it the voice was given, what was heard."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from ten_lite.kinds import SpeakableText, speakable
from ten_lite_main_control.tools import ToolRound

__all__ = ["Answer", "Part"]

WORD_END = re.compile(r"\S+\s*")


@dataclass(slots=True)
class Part:
    """What the model said in one go, and the tools that it called then.

    Attributes:
        text: The model's text.
        tools: The calls at its end, with what came of them.
        pieces: What the voice was given: the model's words, and how many characters it was given
            for them.
        speakable: Makes the text of it speakable.
        unsaid: Words that went in there and have not come out.
        thought: What the model thought, which only the client's screen is told.
        thought_ended: Whether the client was told that the thought is whole.
    """

    text: str = ""
    tools: ToolRound | None = None
    pieces: list[tuple[str, int]] = field(default_factory=list)
    speakable: SpeakableText = field(default_factory=SpeakableText)
    unsaid: str = ""
    thought: str = ""
    thought_ended: bool = True


@dataclass(slots=True)
class Answer:
    """One answer, or something the agent says of its own accord.

    Attributes:
        request_id: Its name at the voice; unique.
        parts: From one round of tools to the next.
        confirmed: Set once it is certain that it is wanted.
        stream_id: Its number for the client's transcript.
        shown: What the client was shown of it.
        is_voiced: Whether it goes to a voice; else the client reads it.
        is_complete: Whether the model has said all of it.
        was_ended: Whether the voice has said all that it was given.
        task: What makes it.
    """

    request_id: str
    is_voiced: bool = True
    parts: list[Part] = field(default_factory=lambda: [Part()])
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    stream_id: int = 0
    shown: str = ""
    is_complete: bool = False
    was_ended: bool = False
    task: asyncio.Task[None] | None = None

    @property
    def part(self) -> Part:
        """What the model is saying."""
        return self.parts[-1]

    @property
    def given(self) -> int:
        """Characters that the voice was given."""
        return sum(size for part in self.parts for _, size in part.pieces)

    def messages(self) -> list[dict[str, Any]]:
        """All of it, for the model."""
        return self._messages([part.text for part in self.parts])

    def heard_messages(self, characters: int | None) -> list[dict[str, Any]]:
        """What the user has heard of it, and what its tools did.

        Args:
            characters: Of the text that the voice was given, those that were heard; None: all.
        """
        if not self.is_voiced:
            return self.messages() if characters is None else self._messages([""] * len(self.parts))
        left = self.given if characters is None else characters
        heard: list[str] = []
        for part in self.parts:
            text = ""
            for words, size in part.pieces:
                text += words if left >= size else _share(words, max(0, left), size)
                left -= size
            heard.append(text)
        return self._messages(heard)

    def _messages(self, texts: list[str]) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []
        for part, text in zip(self.parts, texts, strict=True):
            if part.tools is not None:
                messages += part.tools.messages(text)
            elif text.strip():
                messages.append({"role": "assistant", "content": text.strip()})
        return messages


def _share(words: str, heard: int, of: int) -> str:
    """The words of a piece that were heard: those whose first half was, at least."""
    measure = str if len(words) == of else speakable  # what is not said takes no time
    limit = len(measure(words).rstrip()) * heard / of
    end = said = 0
    for match in WORD_END.finditer(words):
        before, said = said, len(measure(words[: match.end()]).rstrip())
        if (before + said) / 2 > limit:
            break
        end = match.end()
    return words[:end]
